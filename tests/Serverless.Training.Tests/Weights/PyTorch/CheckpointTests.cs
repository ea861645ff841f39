using System.Text.Json;
using Serverless.Datasets;
using Serverless.Training.Weights;
using Serverless.Training.Weights.PyTorch;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Weights.PyTorch;

public sealed class CheckpointTests
{
    private const string Pothole = "weights/yolov8n_pothole.pt";
    private const int Size = 320;

    [Fact]
    public void Open_CheckpointOfTheOriginal_HasEveryTensorWithItsSum()
    {
        var path = SharedData.Path(Pothole);
        using var json = JsonDocument.Parse(File.ReadAllText(SharedData.Path("weights/yolov8n_pothole.json")));
        var expected = json.RootElement.GetProperty("state_dict").EnumerateArray().ToArray();

        var checkpoint = Checkpoint.Open(path);

        Assert.Equal(expected.Select(entry => entry.GetProperty("key").GetString()!).Order(), checkpoint.Names.Order());
        Assert.All(expected, entry =>
        {
            using var scope = NewDisposeScope();
            var tensor = checkpoint.Read(entry.GetProperty("key").GetString()!).to(float64);
            Assert.Equal(entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), tensor.shape);
            Assert.Equal(entry.GetProperty("sum").GetDouble(), tensor.sum().item<double>(), 1e-6);
            Assert.Equal(entry.GetProperty("abs_sum").GetDouble(), tensor.abs().sum().item<double>(), 1e-6);
        });
    }

    [Fact]
    public void Open_CheckpointOfTheOriginal_SaysWhatItHolds()
    {
        var metadata = Checkpoint.Open(SharedData.Path(Pothole)).Metadata;

        Assert.Equal("yolov8n", metadata.Architecture);
        Assert.Equal(["Pothole"], metadata.Names!);
        Assert.Equal(Size, metadata.ImageSize);
        Assert.Equal([8, 16, 32], metadata.Strides!);
    }

    [Theory]
    [InlineData("weights/yolov8n_pothole.out320.f32", null)]
    [InlineData("weights/yolov8n_pothole.valid0_320.out.f32", "pothole_parthusun8/dataset/valid/images/img-100_jpg.rf.83f70868cf8160a25bf953db11eb3078.jpg")]
    public void Load_CheckpointOfTheOriginal_GivesTheRecordedOutputs(string recorded, string? picture)
    {
        var expected = ReferenceOutputs.ReadFloats(SharedData.Path(recorded));
        var image = picture is null
            ? [.. Enumerable.Range(0, 3 * Size * Size).Select(i => i % 255 / 255f)]
            : ReferenceOutputs.Picture(SharedData.Path(picture), Size);
        var (network, _) = WeightsFile.Load(SharedData.Path(Pothole), CPU);
        using (network)
        {
            var single = ReferenceOutputs.Decode(network, image, Size);
            var exact = ReferenceOutputs.DecodeInDoublePrecision(network, image, Size);

            // The recorded outputs and ours are float32, each up to 0.001 px off what double precision gives.
            Assert.InRange(ReferenceOutputs.LargestDifference(expected, exact), 0, 1e-3);
            Assert.InRange(ReferenceOutputs.LargestDifference(expected, single), 0, 2e-3);
        }
    }

    [Theory]
    [Trait("Category", "Long")]
    [InlineData(DatasetSplit.Validation, 0.747, 0.403)]
    [InlineData(DatasetSplit.Test, 0.745, 0.373)]
    public void Evaluate_CheckpointOfTheOriginal_ScoresAsThere(DatasetSplit split, double map50, double map50To95)
    {
        using var dataset = DatasetReader.Open(SharedData.Path("pothole_parthusun8/dataset"));

        var metrics = Evaluator.Evaluate(
            SharedData.Path(Pothole), dataset, split, new EvaluationOptions { ImageSize = Size, Device = "cpu", Threads = 1 });

        TestContext.Current.SendDiagnosticMessage("{0}: {1:F4} / {2:F4}", split, metrics.Map50, metrics.Map50To95);
        Assert.Equal(map50, metrics.Map50, 0.01);
        Assert.Equal(map50To95, metrics.Map50To95, 0.01);
    }
}
