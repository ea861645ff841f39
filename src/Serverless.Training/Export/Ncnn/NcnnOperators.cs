using static TorchSharp.torch;

namespace Serverless.Training.Export.Ncnn;

/// <summary>What the layers of an NCNN model compute.</summary>
internal static class NcnnOperators
{
    /// <returns>The outputs in the order of the line.</returns>
    /// <exception cref="NotSupportedException">No such layer, or not with these parameters.</exception>
    public static Tensor[] Compute(NcnnLine line, Tensor[] inputs, Tensor[] weights) => line.Type switch
    {
        "MemoryData" => [weights[0]],
        "Split" => [.. line.Outputs.Select(_ => inputs[0])],
        "Convolution" or "ConvolutionDepthWise" => [Convolve(line, inputs[0], weights)],
        "Swish" => [inputs[0] * inputs[0].sigmoid()],
        "Sigmoid" => [inputs[0].sigmoid()],
        "Softmax" when line.Integer(1) == 1 => [inputs[0].softmax(line.Integer(0))],
        "Concat" => [cat(inputs, line.Integer(0))],
        "Slice" => inputs[0].split([.. line.Parameters[0].Select(length => (long)length)], line.Integer(1)),
        "Crop" => [Crop(line, inputs[0])],
        "Pooling" when line.Integer(0) == 0 && line.Integer(5) == 1 => [Pool(line, inputs[0])],
        "Interp" when line.Integer(0) == 1 => [Enlarge(line, inputs[0])],
        "Reshape" => [inputs[0].reshape(Sizes(line))],
        "Permute" when inputs[0].ndim == 3 => [inputs[0].permute(Order(line.Integer(0)))],
        "MatMul" => [inputs[0].matmul(line.Integer(0) == 1 ? inputs[1].transpose(-2, -1) : inputs[1])],
        "BinaryOp" => [Combine(line, inputs)],
        _ => throw new NotSupportedException(line.Type),
    };

    private static Tensor Convolve(NcnnLine line, Tensor input, Tensor[] weights)
    {
        var (step, pad, dilation) = (line.Integer(3, 1), line.Integer(4), line.Integer(2, 1));
        return nn.functional.conv2d(
            input.unsqueeze(0),
            weights[0],
            weights.Length > 1 ? weights[1] : null,
            [line.Integer(13, step), step],
            [line.Integer(14, pad), pad],
            [line.Integer(12, dilation), dilation],
            line.Integer(7, 1)).squeeze(0);
    }

    private static Tensor Crop(NcnnLine line, Tensor input)
    {
        var (start, end, axis) = ((long)line.Parameters[9][0], (long)line.Parameters[10][0], (long)line.Parameters[11][0]);
        return input.narrow(axis, start, end - start);
    }

    private static Tensor Pool(NcnnLine line, Tensor input)
    {
        var (kernel, step, pad) = (line.Integer(1), line.Integer(2, 1), line.Integer(3));
        return nn.functional.max_pool2d(
            input.unsqueeze(0),
            [line.Integer(11, kernel), kernel],
            [line.Integer(12, step), step],
            [line.Integer(13, pad), pad]).squeeze(0);
    }

    private static Tensor Enlarge(NcnnLine line, Tensor input) => nn.functional.interpolate(
        input.unsqueeze(0), scale_factor: [line.Parameters[1][0], line.Parameters[2][0]], mode: InterpolationMode.Nearest).squeeze(0);

    // The file says width first, the slowest last.
    private static long[] Sizes(NcnnLine line) =>
        [.. Enumerable.Range(0, 3).Reverse().Where(line.Parameters.ContainsKey).Select(number => (long)line.Integer(number))];

    private static long[] Order(int number) => number switch
    {
        1 => [0, 2, 1],
        2 => [1, 0, 2],
        _ => throw new NotSupportedException(FormattableString.Invariant($"Permute {number}")),
    };

    private static Tensor Combine(NcnnLine line, Tensor[] inputs)
    {
        var other = line.Integer(1) == 1 ? tensor((float)line.Parameters[2][0]) : inputs[1];
        return (NcnnOperation)line.Integer(0) switch
        {
            NcnnOperation.Add => inputs[0] + other,
            NcnnOperation.Subtract => inputs[0] - other,
            NcnnOperation.Multiply => inputs[0] * other,
            var operation => throw new NotSupportedException(operation.ToString()),
        };
    }
}
