using Serverless.RoadScenes;

namespace Serverless.Cli.Demo;

/// <param name="Path">The file.</param>
/// <param name="View">From where the road is seen: <c>ground</c>, <c>overhead</c> or <c>unknown</c>.</param>
/// <param name="Truth">Where the potholes are, if known.</param>
internal sealed record DemoVideo(string Path, string View, RoadVideoTruth? Truth)
{
    public string Name => System.IO.Path.GetFileName(Path);
}
