using Serverless.Detection.Tests.Onnx;

namespace Serverless.Pipeline.Tests.Support;

/// <summary>A network that finds other things in every frame: its output is the image itself, read as boxes and scores.</summary>
internal static class FrameDependentModel
{
    public static string Save(string folder) => new TestModel
    {
        Input = [TestModel.Open, 3, 32, 32],
        Output = [TestModel.Open, 6, 512],
        Metadata = new() { ["names"] = "{0: 'pothole', 1: 'crack'}" },
    }.Save(folder);
}
