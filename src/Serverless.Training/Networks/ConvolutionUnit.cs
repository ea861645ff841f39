using Serverless.Training.Kernels;
using static TorchSharp.torch;

namespace Serverless.Training.Networks;

/// <summary>The module of one <see cref="ConvolutionLayer"/>.</summary>
internal sealed class ConvolutionUnit : nn.Module<Tensor, Tensor>
{
    public const double NormalizationEpsilon = 1e-3;
    private const double NormalizationMomentum = 0.03;

    private static readonly TorchSharp.Scalar One = 1; // Held: see Optimizer.One.

    // The names of these fields become part of the names of their tensors.
    private readonly TorchSharp.Modules.Conv2d conv;
    private readonly TorchSharp.Modules.BatchNorm2d? bn;
    private readonly bool _activated;
    private readonly PointwiseConvolution? _pointwise;

    public ConvolutionUnit(ConvolutionLayer layer, Device device)
        : base(layer.Name)
    {
        conv = nn.Conv2d(
            layer.InputChannels,
            layer.Channels,
            layer.Kernel,
            stride: layer.Step,
            padding: layer.Kernel / 2,
            groups: layer.Groups,
            bias: !layer.Normalized,
            device: device);
        bn = layer.Normalized
            ? nn.BatchNorm2d(layer.Channels, NormalizationEpsilon, NormalizationMomentum, device: device)
            : null;
        _activated = layer.Activated;
        _pointwise = layer.Kernel == 1 && layer.Groups == 1 && device.type == TorchSharp.DeviceType.CPU ? new PointwiseConvolution(conv) : null;
        RegisterComponents();
    }

    /// <summary>Shown what the convolution gives, where set.</summary>
    public Action<Tensor>? Convolved { get; set; }

    public override Tensor forward(Tensor input)
    {
        var output = Convolve(input);
        Convolved?.Invoke(output);
        if (bn is not null && _activated && training && NormalizedSilu.Supports(output))
        {
            using (output)
            {
                bn.num_batches_tracked?.add_(One, One);
                return NormalizedSilu.Apply(
                    output, bn.weight!, bn.bias!, bn.running_mean!, bn.running_var!, NormalizationMomentum, NormalizationEpsilon);
            }
        }

        if (bn is not null)
        {
            output = bn.call(output);
        }

        return _activated ? nn.functional.silu(output) : output;
    }

    // Below float32 the weights are rounded for this call alone; their gradient comes back through the rounding in float32.
    private Tensor Convolve(Tensor input) => input.dtype == ScalarType.Float32
        ? _pointwise?.Forward(input) ?? conv.call(input)
        : nn.functional.conv2d(
            input, conv.weight.to(input.dtype), conv.bias?.to(input.dtype), conv.stride, conv.padding, conv.dilation, conv.groups);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            conv.Dispose();
            bn?.Dispose();
        }

        base.Dispose(disposing);
    }
}
