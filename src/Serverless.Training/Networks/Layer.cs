using System.Globalization;

namespace Serverless.Training.Networks;

/// <summary>One step of a network: a map of <paramref name="Channels"/> channels at 1/<paramref name="Stride"/> of the image size.</summary>
/// <param name="From">Indices of the layers that it reads.</param>
internal abstract record Layer(IReadOnlyList<int> From, int Channels, int Stride);

/// <summary>The image: RGB, 0 to 1.</summary>
internal sealed record InputLayer() : Layer([], 3, 1);

/// <summary>
/// A convolution without bias, then batch normalisation, then SiLU where <paramref name="Activated"/>;
/// or, where not <paramref name="Normalized"/>, a convolution with bias and nothing else.
/// </summary>
/// <param name="Name">Prefix of its tensors' names, as in public checkpoints: <c>model.0</c> has <c>model.0.conv.weight</c>.</param>
/// <param name="Step">Stride of the convolution itself.</param>
internal sealed record ConvolutionLayer(
    string Name,
    IReadOnlyList<int> From,
    int InputChannels,
    int Channels,
    int Stride,
    int Kernel,
    int Step,
    int Groups,
    bool Normalized,
    bool Activated) : Layer(From, Channels, Stride)
{
    /// <summary>The block that it belongs to: 2 of <c>model.2.cv1</c>.</summary>
    public int Block { get; } = int.Parse(Name.Split('.')[1], CultureInfo.InvariantCulture);
}

internal sealed record AddLayer(IReadOnlyList<int> From, int Channels, int Stride) : Layer(From, Channels, Stride);

internal sealed record ConcatenateLayer(IReadOnlyList<int> From, int Channels, int Stride) : Layer(From, Channels, Stride);

/// <summary><see cref="Layer.Channels"/> channels of the input from <paramref name="Start"/> on.</summary>
internal sealed record SliceLayer(IReadOnlyList<int> From, int Start, int Channels, int Stride) : Layer(From, Channels, Stride);

/// <summary>Maximum over a square window, step 1, same size.</summary>
internal sealed record MaxPoolLayer(IReadOnlyList<int> From, int Kernel, int Channels, int Stride) : Layer(From, Channels, Stride);

/// <summary>Each cell becomes 2×2 equal cells.</summary>
internal sealed record UpsampleLayer(IReadOnlyList<int> From, int Channels, int Stride) : Layer(From, Channels, Stride);

/// <summary>
/// Scaled dot-product attention over all cells. The input holds, head after head, <paramref name="KeyChannels"/> channels of
/// queries, as many of keys and <paramref name="ValueChannels"/> of values.
/// </summary>
internal sealed record AttentionLayer(IReadOnlyList<int> From, int Heads, int KeyChannels, int ValueChannels, int Stride)
    : Layer(From, Heads * ValueChannels, Stride);

/// <summary>The values of such an input alone, as a map.</summary>
internal sealed record AttentionValuesLayer(IReadOnlyList<int> From, int Heads, int KeyChannels, int ValueChannels, int Stride)
    : Layer(From, Heads * ValueChannels, Stride);
