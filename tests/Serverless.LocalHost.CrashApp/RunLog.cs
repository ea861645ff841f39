namespace Serverless.LocalHost.CrashApp;

/// <summary>A file with a line for each activity that has begun; it outlives the process.</summary>
public sealed class RunLog(string path)
{
    private readonly Lock _gate = new();

    /// <summary>Adds a line, and tells how often it is there now.</summary>
    public int Add(string line)
    {
        lock (_gate)
        {
            File.AppendAllText(path, line + "\n");
            return File.ReadAllLines(path).Count(each => each == line);
        }
    }
}
