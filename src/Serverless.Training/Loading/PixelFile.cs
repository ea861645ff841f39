using Microsoft.Win32.SafeHandles;

namespace Serverless.Training.Loading;

/// <summary>
/// Raw pixels on disk, up to a number of bytes. The file has no name while it is in use, so that it is gone even after a crash.
/// Safe to use from many threads.
/// </summary>
internal sealed class PixelFile(string folder, long budget) : IDisposable
{
    private readonly Lazy<SafeFileHandle> _file = new(() => Open(folder));
    private readonly Lock _reserving = new();
    private long _end;
    private volatile bool _full;

    /// <returns>Where the pixels lie; null where there is no room, be it of the budget or of the disk.</returns>
    public long? TryAppend(ReadOnlySpan<byte> pixels)
    {
        if (Reserve(pixels.Length) is not { } offset)
        {
            return null;
        }

        try
        {
            RandomAccess.Write(_file.Value, pixels, offset);
            return offset;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _full = true;
            return null;
        }
    }

    public void Read(long offset, Span<byte> pixels)
    {
        while (pixels.Length > 0)
        {
            var count = RandomAccess.Read(_file.Value, pixels, offset);
            if (count == 0)
            {
                throw new EndOfStreamException("The image cache on disk is shorter than what was written to it.");
            }

            offset += count;
            pixels = pixels[count..];
        }
    }

    public void Dispose()
    {
        if (_file.IsValueCreated)
        {
            _file.Value.Dispose();
        }
    }

    private long? Reserve(int bytes)
    {
        lock (_reserving)
        {
            if (_full || _end + bytes > budget)
            {
                return null;
            }

            _end += bytes;
            return _end - bytes;
        }
    }

    private static SafeFileHandle Open(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, $".pixels-{Path.GetRandomFileName()}");
        var handle = File.OpenHandle(
            path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, FileOptions.RandomAccess | FileOptions.DeleteOnClose);
        File.Delete(path);
        return handle;
    }
}
