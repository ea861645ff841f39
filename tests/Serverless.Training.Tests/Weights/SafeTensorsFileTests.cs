using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Training.Weights;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Weights;

public sealed class SafeTensorsFileTests
{
    [Fact]
    public void Write_ThenOpen_GivesTheSameTensorsAndMetadata()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var path = folder.File("a.safetensors");
        var tensors = new Dictionary<string, Tensor>
        {
            ["weights"] = rand(3, 2, 5),
            ["turned"] = rand(4, 6).t(),
            ["steps"] = tensor(7L),
            ["empty"] = zeros(0, 3),
        };

        SafeTensorsFile.Write(path, tensors, new Dictionary<string, string> { ["names"] = "[\"Pothole\",\"дыра\"]" });
        var file = SafeTensorsFile.Open(path);

        Assert.Equal("[\"Pothole\",\"дыра\"]", file.Metadata["names"]);
        Assert.Equal(tensors.Keys.Order(), file.Names.Order());
        Assert.All(tensors, entry => Assert.True(file.Read(entry.Key).equal(entry.Value).all().item<bool>()));
        Assert.Equal([6, 4], file.ShapeOf("turned"));
    }

    [Fact]
    public void Open_FileOfTheSpecification_IsRead()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var path = folder.File("a.safetensors");
        var header = Encoding.UTF8.GetBytes("{\"x\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]}}");
        File.WriteAllBytes(path, [(byte)header.Length, 0, 0, 0, 0, 0, 0, 0, .. header, 0x00, 0x3c, 0x00, 0xc0]);

        var values = SafeTensorsFile.Open(path).Read("x").to(float32).data<float>().ToArray();

        Assert.Equal([1f, -2f], values);
    }

    [Fact]
    public void Open_DamagedFile_SaysSo()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var path = folder.File("a.safetensors");
        SafeTensorsFile.Write(path, new Dictionary<string, Tensor> { ["x"] = rand(8) }, new Dictionary<string, string>());
        var whole = File.ReadAllBytes(path);

        Prop.ForAll(Gen.Choose(0, whole.Length - 1).ToArbitrary(), length =>
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Throws<TrainingException>(() => SafeTensorsFile.Open(path));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Open_MissingFile_NamesIt()
    {
        var exception = Assert.Throws<TrainingException>(() => SafeTensorsFile.Open("nowhere/a.safetensors"));

        Assert.Contains("nowhere/a.safetensors", exception.Message, StringComparison.Ordinal);
    }
}
