using System.Buffers;

namespace Serverless.Datasets.Entries;

/// <summary>Paths of files inside a dataset: relative, forward slashes.</summary>
internal static class EntryPath
{
    private static readonly SearchValues<char> Slashes = SearchValues.Create("/\\");

    /// <summary>Brings an archive's entry name into the one form used here.</summary>
    /// <exception cref="DatasetException">The name would leave the folder that the archive is unpacked to.</exception>
    public static string FromArchive(string entryName, string archiveName)
    {
        var path = entryName.Replace('\\', '/');
        var isRooted = path.StartsWith('/') || (path.Length >= 2 && path[1] == ':' && char.IsAsciiLetter(path[0]));
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (isRooted || segments.Contains("..") || path.Any(char.IsControl))
        {
            throw new DatasetException(
                $"{archiveName} is not safe to unpack: its entry \"{Printable(entryName)}\" points outside the archive. Pack the folder again with relative names only.");
        }

        return LetterComposition.Compose(string.Join('/', segments.Where(segment => segment != ".")));
    }

    /// <summary>True for what operating systems and editors leave behind: hidden files and folders, resource forks, thumbnails.</summary>
    public static bool IsRubbish(string path) =>
        Segments(path).Any(segment => segment.StartsWith('.') || segment.Equals("__MACOSX", StringComparison.OrdinalIgnoreCase))
        || FileName(path).Equals("Thumbs.db", StringComparison.OrdinalIgnoreCase)
        || FileName(path).Equals("desktop.ini", StringComparison.OrdinalIgnoreCase);

    public static string[] Segments(string path) => path.Split('/');

    public static string[] FolderSegments(string path) => Folder(path) is { Length: > 0 } folder ? folder.Split('/') : [];

    public static string FileName(string path) => path[(path.LastIndexOf('/') + 1)..];

    public static string Folder(string path) => path[..Math.Max(path.LastIndexOf('/'), 0)];

    public static string Extension(string path) => Path.GetExtension(FileName(path)).ToLowerInvariant();

    public static string Stem(string path) => Path.GetFileNameWithoutExtension(FileName(path));

    public static string Join(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";

    public static int Depth(string path) => path.AsSpan().CountAny(Slashes);

    private static string Printable(string name) => string.Concat(name.Select(c => char.IsControl(c) ? '?' : c));
}
