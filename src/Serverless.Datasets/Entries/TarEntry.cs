namespace Serverless.Datasets.Entries;

/// <summary>An entry of a tar archive.</summary>
/// <param name="Name">As written.</param>
/// <param name="Type">Its type flag: '0' for a file, '5' for a folder, '2' for a symbolic link…</param>
/// <param name="Offset">Where its bytes begin.</param>
internal readonly record struct TarEntry(string Name, char Type, long Offset, long Length);
