using Microsoft.Azure.Functions.Worker;

namespace Serverless.LocalHost.Http;

/// <summary>The caller of an HTTP function sent a body that its parameter cannot be read from.</summary>
internal sealed class BadRequestBodyException(string message, Exception innerException)
    : FunctionInputConverterException(message, innerException);
