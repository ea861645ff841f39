using Serverless.Training.Export;
using Serverless.Training.Export.Ncnn;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Export.Ncnn;

[Collection(RunAlone.Name)]
public sealed class NcnnExporterTests
{
    [Theory]
    [InlineData("yolov8n")]
    [InlineData("yolo11n")]
    public void Export_RandomWeights_AgreesWithTheNetwork(string architecture) => AssertAgrees(architecture);

    [Theory]
    [Trait("Category", "Long")]
    [InlineData("yolov8s")]
    [InlineData("yolov8m")]
    [InlineData("yolov8l")]
    [InlineData("yolov8x")]
    [InlineData("yolo11s")]
    [InlineData("yolo11m")]
    [InlineData("yolo11l")]
    [InlineData("yolo11x")]
    public void Export_LargeRandomWeights_AgreesWithTheNetwork(string architecture) => AssertAgrees(architecture);

    [Fact]
    public void Export_TrainedWeights_AgreesOnAPicture()
    {
        using var folder = new TemporaryFolder();

        var difference = NcnnExporter.Export(
            SharedData.Path("weights/yolov8n_pothole.pt"),
            folder.File("pothole_ncnn_model"),
            new NcnnExportOptions
            {
                ImageSize = 320,
                SampleImage = SharedData.Path("pothole_parthusun8/dataset/valid/images/img-100_jpg.rf.83f70868cf8160a25bf953db11eb3078.jpg"),
            });

        Assert.InRange(difference, 0, 1e-4);
    }

    [Fact]
    public void Export_HalfPrecision_HalvesTheWeights()
    {
        using var folder = new TemporaryFolder();
        var weights = RandomWeights.Save(folder, "yolov8n", "pothole");
        NcnnExporter.Export(weights, folder.File("single"));

        var difference = NcnnExporter.Export(weights, folder.File("half"), new NcnnExportOptions { HalfPrecision = true });

        Assert.InRange(difference, 1e-7, 0.05);
        var share = (double)Size(folder, "half/model.ncnn.bin") / Size(folder, "single/model.ncnn.bin");
        Assert.InRange(share, 0.5, 0.51);
    }

    [Fact]
    public void Export_Files_AreWhatOtherToolsLookFor()
    {
        using var folder = new TemporaryFolder();

        NcnnExporter.Export(RandomWeights.Save(folder, "yolov8n", "pot\"hole", "坑: 1"), folder.File("model_ncnn_model"));

        var lines = File.ReadAllLines(folder.File("model_ncnn_model/model.ncnn.param"));
        Assert.Equal("7767517", lines[0]);
        Assert.Equal($"{lines.Length - 2} {lines.Skip(2).Sum(line => Fields(line)[3])}", lines[1]);
        Assert.Equal(["Input", "in0", "0", "1", "in0"], lines[2].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(lines, line => line.StartsWith("Concat", StringComparison.Ordinal) && line.EndsWith(" out0 0=0", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("0=16 1=3 11=3 12=1 13=2 14=1 2=1 3=2 4=1 5=1 6=432", StringComparison.Ordinal));
        var yaml = File.ReadAllText(folder.File("model_ncnn_model/metadata.yaml"));
        Assert.Contains("task: detect\nbatch: 1\nimgsz: [64, 64]\n", yaml, StringComparison.Ordinal);
        Assert.Contains("names:\n  0: \"pot\\\"hole\"\n  1: \"坑: 1\"\n", yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void Export_EarlierExport_IsReplacedAndNothingElseIsLeft()
    {
        using var folder = new TemporaryFolder();
        var weights = RandomWeights.Save(folder, "yolov8n", "pothole");
        NcnnExporter.Export(weights, folder.File("model"), new NcnnExportOptions { Author = "first" });

        NcnnExporter.Export(weights, folder.File("model"), new NcnnExportOptions { Author = "second" });

        Assert.Contains("second", File.ReadAllText(folder.File("model/metadata.yaml")), StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetFiles(folder.File("model")).Length);
        Assert.Equal([folder.File("model"), weights], Directory.GetFileSystemEntries(folder.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Export_FolderWithOtherFiles_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var weights = RandomWeights.Save(folder, "yolov8n", "pothole");

        var exception = Assert.Throws<TrainingException>(() => NcnnExporter.Export(weights, folder.Path));

        Assert.Contains("weights.safetensors", exception.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(weights));
    }

    [Fact]
    public void Check_OtherWeights_IsRefused()
    {
        using var network = RandomWeights.Create("yolo11n", 1);
        var model = NcnnModel.Create(network, 64, halfWeights: false);
        using (no_grad())
        {
            network.State["model.23.cv2.1.2.bias"][0].add_(1);
        }

        Assert.Throws<TrainingException>(() => NcnnParity.Check(
            network, model, ParityImages.Create(64, 32, dynamicSize: false, sample: null), new NcnnExportOptions()));
    }

    private static void AssertAgrees(string architecture)
    {
        using var network = RandomWeights.Create(architecture, 2);
        var model = NcnnModel.Create(network, 64, halfWeights: false);
        var images = ParityImages.Create(64, 32, dynamicSize: false, sample: null);

        Assert.InRange(NcnnParity.Check(network, model, images, new NcnnExportOptions()), 0, 1e-4);
    }

    private static int[] Fields(string line) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(field => int.TryParse(field, out var number) ? number : 0)];

    private static long Size(TemporaryFolder folder, string file) => new FileInfo(folder.File(file)).Length;
}
