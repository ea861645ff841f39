using FsCheck;
using FsCheck.Fluent;
using Serverless.Training.Weights.Pickle;
using Serverless.Training.Weights.PyTorch;

namespace Serverless.Training.Tests.Weights.Pickle;

public sealed class PickleReaderTests
{
    [Fact]
    public void Read_WrittenValues_AreTheSame() =>
        Prop.ForAll(Values(depth: 3).ToArbitrary(), value =>
            Assert.Equal(Describe(value), Describe(Read(new PickleWriter().Value(value)))))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Read_AnyBytes_EndsInAValueOrAFormatException() =>
        Prop.ForAll(Gen.Choose(0, 255).Select(number => (byte)number).ArrayOf().ToArbitrary(), bytes =>
            AssertHarmless([0x80, 2, .. bytes, (byte)'.']))
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Read_DamagedPickle_EndsInAValueOrAFormatException()
    {
        var whole = new PickleWriter().Value(new Dictionary<object, object?>
        {
            ["model"] = new List<object?> { 1, 2.5, "three", new object?[] { null, true } },
            ["args"] = (Action<PickleWriter>)(writer => writer.Global("a.b", "C").Code(')').Code(0x81).Value(new Dictionary<object, object?> { ["x"] = 1 }).Code('b')),
        }).Finish();

        Prop.ForAll(Gen.Choose(0, whole.Length - 1).Zip(Gen.Choose(0, 255)).ToArbitrary(), change =>
        {
            var (position, value) = change;
            AssertHarmless(whole[..position]);
            AssertHarmless([.. whole[..position], (byte)value, .. whole[(position + 1)..]]);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Read_AllIntegerWidths_KeepTheirSign()
    {
        var values = (PickleTuple)Read(new PickleWriter().Code('(')
            .Code((byte)'K', 255).Code((byte)'M', 0, 1).Code((byte)'J', 0xff, 0xff, 0xff, 0xff)
            .Code(0x8a, 0).Code(0x8a, 1, 0x80).Code(0x8a, 2, 0xff, 0x00).Code('t'))!;

        Assert.Equal([255L, 256L, -1L, 0L, -128L, 255L], values.Items);
    }

    [Fact]
    public void Read_MemoizedValue_IsTheSameObject()
    {
        var values = (PickleTuple)Read(new PickleWriter().Code('(').Code((byte)']', (byte)'q', 7).Code((byte)'h', 7).Code('t'))!;

        Assert.Same(values.Items[0], values.Items[1]);
    }

    [Fact]
    public void Read_ListWithinItself_IsReadOnce()
    {
        var list = (List<object?>)Read(new PickleWriter().Code((byte)']', (byte)'q', 0).Code((byte)'h', 0).Code('a'))!;

        Assert.Same(list, Assert.Single(list));
    }

    [Fact]
    public void Read_UnknownClass_BecomesDataWithItsAttributes()
    {
        var instance = (PickleObject)Read(new PickleWriter().Global("my.layers", "Foo").Value(Array.Empty<object?>())
            .Code(0x81).Value(new Dictionary<object, object?> { ["width"] = 3 }).Code('b'))!;

        Assert.Equal("my.layers.Foo", instance.Type.FullName);
        Assert.Equal(3L, instance.Attributes.Find("width"));
    }

    [Theory]
    [InlineData("os", "system")]
    [InlineData("posix", "system")]
    [InlineData("nt", "system")]
    [InlineData("subprocess", "Popen")]
    [InlineData("builtins", "eval")]
    [InlineData("builtins", "exec")]
    [InlineData("builtins", "getattr")]
    [InlineData("builtins", "__import__")]
    [InlineData("__builtin__", "eval")]
    [InlineData("importlib", "import_module")]
    [InlineData("runpy", "_run_code")]
    [InlineData("pty", "spawn")]
    [InlineData("socket", "socket")]
    [InlineData("shutil", "rmtree")]
    [InlineData("torch.hub", "load")]
    [InlineData("torch.serialization", "load")]
    [InlineData("logging", "os.system")]
    public void Read_NameThatCanHarm_IsRefusedByName(string module, string name)
    {
        var called = new PickleWriter().Global(module, name).Value(new object?[] { "touch /tmp/harmed" }).Code('R');
        var stacked = new PickleWriter().Text(module).Text(name).Code(0x93);

        Assert.Contains($"{module}.{name}", Assert.Throws<PickleFormatException>(() => Read(called)).Message, StringComparison.Ordinal);
        Assert.Contains($"{module}.{name}", Assert.Throws<PickleFormatException>(() => Read(stacked)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TextInstructionsOfProtocol0_AreRefused() =>
        Assert.Throws<PickleFormatException>(() => PickleReader.Read("cos\nsystem\n(S'ls'\ntR."u8.ToArray(), new PyTorchObjects()));

    [Theory]
    [InlineData('X')]
    [InlineData('B')]
    [InlineData('T')]
    public void Read_HugeLength_IsRefusedBeforeMemoryIsTaken(char opcode)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<PickleFormatException>(() => Read(new PickleWriter().Code(opcode).Code(0xff, 0xff, 0xff, 0xff)));
        Assert.Throws<PickleFormatException>(() => Read(new PickleWriter().Code(0x8d).Code(BitConverter.GetBytes(long.MaxValue))));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    // Each level holds the one before it twice: 2^100,000 values to whoever copies or walks them.
    [Fact]
    public void Read_MemoBombNestedDeeply_TakesMemoryOfItsLength()
    {
        var writer = new PickleWriter().Code(']').Code((byte)'q', 0);
        for (var i = 0; i < 100_000; i++)
        {
            writer.Code((byte)'h', 0, (byte)'h', 0, 0x86, (byte)'q', 0);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.IsType<PickleTuple>(Read(writer));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50 << 20);
    }

    [Fact]
    public void Read_MillionsOfInstructions_IsRefused()
    {
        var writer = new PickleWriter();
        var chunk = Enumerable.Repeat((byte)'N', PickleReader.MostInstructions + 1).ToArray();

        Assert.Throws<PickleFormatException>(() => Read(writer.Code(chunk)));
    }

    private static object? Read(PickleWriter writer) => PickleReader.Read(writer.Finish(), new PyTorchObjects());

    private static void AssertHarmless(byte[] bytes)
    {
        try
        {
            PickleReader.Read(bytes, new PyTorchObjects());
        }
        catch (PickleFormatException)
        {
            // As it should be; any other exception fails the test.
        }
    }

    private static Gen<object?> Values(int depth)
    {
        var leaves = Gen.OneOf(
            Gen.Constant<object?>(null),
            ArbMap.Default.GeneratorFor<bool>().Select(value => (object?)value),
            ArbMap.Default.GeneratorFor<int>().Select(value => (object?)value),
            ArbMap.Default.GeneratorFor<long>().Select(value => (object?)value),
            ArbMap.Default.GeneratorFor<double>().Select(value => (object?)value),
            ArbMap.Default.GeneratorFor<byte[]>().Where(value => value is not null).Select(value => (object?)value),
            ArbMap.Default.GeneratorFor<NonNull<string>>().Where(text => text.Get.All(c => !char.IsSurrogate(c))).Select(value => (object?)value.Get));
        if (depth == 0)
        {
            return leaves;
        }

        var inner = Values(depth - 1);
        return Gen.OneOf(
            leaves,
            inner.ArrayOf().Select(items => (object?)items),
            inner.ListOf().Select(items => (object?)new List<object?>(items)),
            inner.ArrayOf().Select(items => (object?)items.Index().ToDictionary(item => (object)$"key {item.Index}", item => item.Item)));
    }

    private static string Describe(object? value) => value switch
    {
        byte[] bytes => $"b{Convert.ToHexString(bytes)}",
        string text => $"'{text}'",
        double number => $"{BitConverter.DoubleToInt64Bits(number):x}",
        int or long => FormattableString.Invariant($"{Convert.ToInt64(value, null)}"),
        object?[] tuple => $"({string.Join(',', tuple.Select(Describe))})",
        PickleTuple tuple => $"({string.Join(',', tuple.Items.Select(Describe))})",
        List<object?> list => $"[{string.Join(',', list.Select(Describe))}]",
        Dictionary<object, object?> map => $"{{{string.Join(',', map.Select(entry => $"{Describe(entry.Key)}:{Describe(entry.Value)}"))}}}",
        PickleDictionary map => $"{{{string.Join(',', map.Entries.Select(entry => $"{Describe(entry.Key)}:{Describe(entry.Value)}"))}}}",
        _ => $"{value}",
    };
}
