using System.Text;
using Serverless.Training.Export;
using Serverless.Training.Export.Ncnn;

namespace Serverless.Training.Tests.Export.Ncnn;

public sealed class NcnnInterpreterTests
{
    // Three 1x2 planes: red 1 2, green 3 4, blue 5 6.
    private static readonly ParityImages s_image = new([1, 2, 3, 4, 5, 6], 1, 1, 2);

    [Theory]
    [InlineData("Crop c 1 1 in0 out0 -23309=1,1 -23310=1,3 -23311=1,0", new float[] { 3, 4, 5, 6 })]
    [InlineData("Crop c 1 1 in0 out0 -23309=1,1 -23310=1,2 -23311=1,2", new float[] { 2, 4, 6 })]
    [InlineData("BinaryOp b 1 1 in0 out0 0=2 1=1 2=0.5", new[] { 0.5f, 1, 1.5f, 2, 2.5f, 3 })]
    [InlineData("Interp i 1 1 in0 out0 0=1 1=1.0 2=2.0 6=0", new float[] { 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6 })]
    [InlineData("Pooling p 1 1 in0 out0 0=0 1=3 11=3 12=1 13=1 2=1 3=1 5=1", new float[] { 2, 2, 4, 4, 6, 6 })]
    public void Run_OneLayer_ComputesAsByHand(string line, float[] expected) => Assert.Equal(expected, Run([line], []));

    [Fact]
    public void Run_Permute_SwapsTheAxesOfItsNumber()
    {
        // As [1, 2, 3] with height and width swapped, then as [3, 2, 1] with channels and height swapped.
        Assert.Equal([1, 4, 2, 5, 3, 6], Run(["Reshape r 1 1 in0 a 0=3 1=2 2=1", "Permute p 1 1 a out0 0=1"], []));
        Assert.Equal([1, 3, 5, 2, 4, 6], Run(["Reshape r 1 1 in0 a 0=1 1=2 2=3", "Permute p 1 1 a out0 0=2"], []));
    }

    [Fact]
    public void Run_Convolution_TakesTaggedWeightsThenRawBiases()
    {
        byte[] weights = [.. NcnnWeights.Tagged([1, 10, 100], half: false), .. NcnnWeights.Raw([0.5f])];

        Assert.Equal([531.5f, 642.5f], Run(["Convolution c 1 1 in0 out0 0=1 1=1 5=1 6=3"], weights));
    }

    [Fact]
    public void Run_HalfWeightsOfOddCount_ArePaddedToFourBytes()
    {
        var tagged = NcnnWeights.Tagged([1, 10, 100], half: true);

        Assert.Equal([0x47, 0x6B, 0x30, 0x01, 0x00, 0x3C, 0x00, 0x49, 0x40, 0x56, 0, 0], tagged);
        Assert.Equal([531.5f, 642.5f], Run(["Convolution c 1 1 in0 out0 0=1 1=1 5=1 6=3"], [.. tagged, .. NcnnWeights.Raw([0.5f])]));
    }

    [Fact]
    public void Run_BlobReadTwiceWithoutSplit_IsRefused()
    {
        using var interpreter = Interpreter(["Sigmoid s 1 1 in0 a", "BinaryOp b 2 1 a a out0 0=0"], []);

        Assert.Throws<InvalidDataException>(() => interpreter.Run(s_image));
    }

    [Fact]
    public void Construct_WeightsLeftOver_IsRefused() =>
        Assert.Throws<InvalidDataException>(() => Interpreter(["Sigmoid s 1 1 in0 out0"], [0, 0, 0, 0]));

    private static float[] Run(string[] lines, byte[] weights)
    {
        using var interpreter = Interpreter(lines, weights);
        return interpreter.Run(s_image);
    }

    private static NcnnInterpreter Interpreter(string[] lines, byte[] weights)
    {
        string[] layers = ["Input in0 0 1 in0", .. lines];
        var blobs = layers.Sum(line => int.Parse(line.Split(' ')[3], System.Globalization.CultureInfo.InvariantCulture));
        var text = FormattableString.Invariant($"7767517\n{layers.Length} {blobs}\n{string.Join('\n', layers)}\n");
        return new NcnnInterpreter(Encoding.ASCII.GetBytes(text), weights);
    }
}
