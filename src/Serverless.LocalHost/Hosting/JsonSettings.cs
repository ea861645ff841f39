using Microsoft.Extensions.Configuration;

namespace Serverless.LocalHost.Hosting;

internal static class JsonSettings
{
    public static IConfigurationRoot Read(string path)
    {
        try
        {
            return new ConfigurationBuilder().AddJsonFile(path, optional: false, reloadOnChange: false).Build();
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException)
        {
            var cause = exception.InnerException ?? exception;
            throw new LocalHostException($"{path} is not valid JSON: {cause.Message}", exception);
        }
    }
}
