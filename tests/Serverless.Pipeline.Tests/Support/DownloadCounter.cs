using Azure.Core;
using Azure.Core.Pipeline;

namespace Serverless.Pipeline.Tests.Support;

/// <summary>Counts what is read from blobs.</summary>
internal sealed class DownloadCounter : HttpPipelineSynchronousPolicy
{
    private long _bytes;
    private int _requests;

    public long Bytes => Volatile.Read(ref _bytes);

    public int Requests => Volatile.Read(ref _requests);

    public override void OnReceivedResponse(HttpMessage message)
    {
        if (message.Request.Method == RequestMethod.Get && message.Response.Status is 200 or 206)
        {
            Interlocked.Increment(ref _requests);
            Interlocked.Add(ref _bytes, message.Response.Headers.ContentLength ?? 0);
        }
    }
}
