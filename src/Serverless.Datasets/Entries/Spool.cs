namespace Serverless.Datasets.Entries;

/// <summary>Keeps bytes that must be read in any order: few in memory, more in a temporary file that goes away with the stream.</summary>
internal sealed class Spool : IDisposable
{
    private const int MemoryBytes = 8 << 20;

    private Stream? _bytes = new MemoryStream();

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_bytes is MemoryStream memory && memory.Length + bytes.Length > MemoryBytes)
        {
            var file = new FileStream(
                Path.Combine(Path.GetTempPath(), $"serverless-{Path.GetRandomFileName()}"),
                FileMode.CreateNew,
                FileAccess.ReadWrite,
                FileShare.None,
                bufferSize: 64 << 10,
                FileOptions.DeleteOnClose);
            memory.WriteTo(file);
            _bytes = file;
        }

        _bytes!.Write(bytes);
    }

    /// <summary>What was written, from its start; the caller's from now on.</summary>
    public Stream Detach()
    {
        var bytes = _bytes!;
        _bytes = null;
        bytes.Position = 0;
        return bytes;
    }

    public void Dispose() => _bytes?.Dispose();
}
