using System.Text;

namespace Serverless.Pipeline.Storage;

/// <summary>The head of an HTTP request.</summary>
/// <param name="Method">Such as <c>GET</c>.</param>
/// <param name="Path">With the leading slash.</param>
/// <param name="Range">The header <c>Range</c>, null where there is none.</param>
internal sealed record BlobRequest(string Method, string Path, string? Range)
{
    private const int MaximumBytes = 8192;

    /// <summary>Reads a request; what may follow its head is left alone.</summary>
    /// <returns>Null where the client says something else, or nothing.</returns>
    public static async Task<BlobRequest?> ReadAsync(Stream client, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaximumBytes];
        var count = 0;
        while (count < buffer.Length)
        {
            var read = await client.ReadAsync(buffer.AsMemory(count), cancellationToken);
            count += read;
            var end = buffer.AsSpan(0, count).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return Parse(Encoding.Latin1.GetString(buffer, 0, end).Split("\r\n"));
            }

            if (read == 0)
            {
                break;
            }
        }

        return null;
    }

    private static BlobRequest? Parse(string[] lines) => lines[0].Split(' ') is [var method, var path, var version] && version.StartsWith("HTTP/1.", StringComparison.Ordinal)
        ? new(method, path, Array.Find(lines, line => line.StartsWith("range:", StringComparison.OrdinalIgnoreCase))?["range:".Length..].Trim())
        : null;
}
