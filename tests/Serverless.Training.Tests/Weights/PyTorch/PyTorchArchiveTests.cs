using System.IO.Compression;
using FsCheck;
using FsCheck.Fluent;
using Serverless.Training.Networks;
using Serverless.Training.Tests.Weights.Pickle;
using Serverless.Training.Weights;
using Serverless.Training.Weights.PyTorch;
using static TorchSharp.torch;

namespace Serverless.Training.Tests.Weights.PyTorch;

public sealed class PyTorchArchiveTests
{
    private static readonly IReadOnlyDictionary<string, byte[]> Sixteen = new Dictionary<string, byte[]> { ["0"] = new byte[16] };

    [Theory]
    [InlineData("")]
    [InlineData("model.")]
    [InlineData("module.model.")]
    [InlineData("_orig_mod.model.")]
    public void Load_StateDictUnderAnyPrefix_GivesTheSameTensors(string prefix)
    {
        using var folder = new TemporaryFolder();
        using var network = new DetectionNetwork(NetworkDeclaration.Create("yolov8n", classes: 2), CPU);
        var path = folder.File("weights.bin");
        TorchFile.WriteState(path, network.State.ToDictionary(entry => prefix + entry.Key["model.".Length..], entry => entry.Value));

        var (read, info) = WeightsFile.Load(path, CPU);

        using (read)
        {
            Assert.Equal("yolov8n", info.Architecture);
            Assert.All(network.State, entry => Assert.True(entry.Value.equal(read.State[entry.Key]).all().item<bool>()));
        }
    }

    [Fact]
    public void Read_ViewOfAStorage_GivesItsElements()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var numbers = arange(12, float32);
        var archive = Write(folder, TorchFile.Rebuild("0", "FloatStorage", 12, 1, [2, 3], [1, 4]), new Dictionary<string, byte[]> { ["0"] = numbers.bytes.ToArray() });

        var view = archive.Read((TensorRecord)archive.Root!);

        Assert.Equal([1f, 5, 9, 2, 6, 10], view.contiguous().data<float>().ToArray());
    }

    [Theory]
    [InlineData(4, 0, new long[] { 5 }, new long[] { 1 })]
    [InlineData(4, 1, new long[] { 4 }, new long[] { 1 })]
    [InlineData(4, 0, new long[] { 2, 2 }, new long[] { 3, 1 })]
    [InlineData(4, 0, new long[] { 1_000_000_000 }, new long[] { 0 })]
    [InlineData(4, 0, new long[] { long.MaxValue, long.MaxValue }, new long[] { 0, 0 })]
    [InlineData(4, 0, new long[] { 2 }, new long[] { long.MaxValue })]
    [InlineData(4, -1, new long[] { 1 }, new long[] { 1 })]
    [InlineData(4, 0, new long[] { -1 }, new long[] { 1 })]
    [InlineData(4, 0, new long[] { 1, 1 }, new long[] { 1 })]
    public void Open_TensorBeyondItsStorage_IsRefused(long count, long offset, long[] shape, long[] strides)
    {
        using var folder = new TemporaryFolder();

        var exception = Assert.Throws<TrainingException>(() => Write(folder, TorchFile.Rebuild("0", "FloatStorage", count, offset, shape, strides), Sixteen));

        Assert.Contains("does not lie within its data", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", 5)]
    [InlineData("0", long.MaxValue / 2)]
    [InlineData("1", 4)]
    [InlineData("../data.pkl", 4)]
    public void Read_StorageThatIsNotThere_IsRefused(string key, long count)
    {
        using var folder = new TemporaryFolder();
        var archive = Write(folder, TorchFile.Rebuild(key, "FloatStorage", count, 0, [1], [1]), Sixteen);

        Assert.Throws<TrainingException>(() => archive.Read((TensorRecord)archive.Root!));
    }

    [Fact]
    public void Open_CompressedEntries_AreRefused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("bomb.pt");
        TorchFile.Write(path, new PickleWriter().Value(new string('a', 10_000_000)), Sixteen, CompressionLevel.Optimal);

        Assert.Contains("compressed", Assert.Throws<TrainingException>(() => PyTorchArchive.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_PickleThatRunsACommand_IsRefusedAndNothingRuns()
    {
        using var folder = new TemporaryFolder();
        var (path, harmed) = (folder.File("hostile.pt"), folder.File("harmed"));
        TorchFile.Write(path, new PickleWriter().Global("posix", "system").Value(new object?[] { $"touch {harmed}" }).Code('R'), Sixteen);

        var exception = Assert.Throws<TrainingException>(() => WeightsFile.Load(path, CPU));

        Assert.Contains("posix.system", exception.Message, StringComparison.Ordinal);
        Assert.Contains(path, exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(harmed));
    }

    [Fact]
    public void Load_ModulesWithinEachOther_EndInAnError()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("cyclic.pt");
        TorchFile.Write(
            path,
            new PickleWriter().Global("torch.nn", "Module").Code(')').Code(0x81).Code((byte)'q', 0)
                .Value(new Dictionary<object, object?>
                {
                    ["_modules"] = new Dictionary<object, object?> { ["0"] = (Action<PickleWriter>)(writer => writer.Code((byte)'h', 0)) },
                })
                .Code('b'),
            Sixteen);

        Assert.Contains("holds no weights", Assert.Throws<TrainingException>(() => WeightsFile.Load(path, CPU)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DamagedFile_IsATrainingException()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("damaged.pt");
        TorchFile.WriteState(path, new Dictionary<string, Tensor> { ["model.0.conv.weight"] = rand(4, 3, 3, 3) });
        var whole = File.ReadAllBytes(path);

        Prop.ForAll(Gen.Choose(0, whole.Length - 1).Zip(Gen.Choose(1, 255)).ToArbitrary(), change =>
        {
            var (position, difference) = change;
            File.WriteAllBytes(path, whole[..position]);
            Assert.Throws<TrainingException>(() => WeightsFile.Load(path, CPU));
            var damaged = whole.ToArray();
            damaged[position] ^= (byte)difference;
            File.WriteAllBytes(path, damaged);
            Assert.Throws<TrainingException>(() => WeightsFile.Load(path, CPU));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Load_OldFormatOfTorchSave_SaysToSaveAgain()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("old.pt");
        File.WriteAllBytes(path, new PickleWriter().Value("data").Finish());

        Assert.Contains("save it again", Assert.Throws<TrainingException>(() => WeightsFile.Load(path, CPU)).Message, StringComparison.Ordinal);
    }

    private static PyTorchArchive Write(TemporaryFolder folder, Action<PickleWriter> root, IReadOnlyDictionary<string, byte[]> storages)
    {
        var path = folder.File("tensor.pt");
        TorchFile.Write(path, new PickleWriter().Value(root), storages);
        return PyTorchArchive.Open(path);
    }
}
