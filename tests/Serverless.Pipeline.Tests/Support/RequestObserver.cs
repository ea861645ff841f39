using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Pipeline.Tests.Support;

/// <summary>Sees every request to storage, and may throw to fail it.</summary>
internal sealed class RequestObserver(Action<RequestMethod, string> onRequest) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message) =>
        onRequest(message.Request.Method, message.Request.Uri.ToUri().AbsolutePath);
}
