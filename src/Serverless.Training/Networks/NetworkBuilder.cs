namespace Serverless.Training.Networks;

/// <summary>Collects layers; every method appends one and returns its index.</summary>
internal sealed class NetworkBuilder
{
    private readonly List<Layer> _layers = [new InputLayer()];

    public IReadOnlyList<Layer> Layers => _layers;

    public int ChannelsOf(int layer) => _layers[layer].Channels;

    public int StrideOf(int layer) => _layers[layer].Stride;

    public int Convolution(string name, int from, int channels, int kernel = 1, int step = 1, int groups = 1, bool activated = true) =>
        Append(new ConvolutionLayer(
            name, [from], ChannelsOf(from), channels, StrideOf(from) * step, kernel, step, groups, Normalized: true, activated));

    /// <summary>A 1×1 convolution with bias, without normalisation and activation.</summary>
    public int Prediction(string name, int from, int channels) =>
        Append(new ConvolutionLayer(
            name, [from], ChannelsOf(from), channels, StrideOf(from), Kernel: 1, Step: 1, Groups: 1, Normalized: false, Activated: false));

    public int Add(int first, int second) => Append(new AddLayer([first, second], ChannelsOf(first), StrideOf(first)));

    public int Concatenate(params IReadOnlyList<int> from) =>
        Append(new ConcatenateLayer(from, from.Sum(ChannelsOf), StrideOf(from[0])));

    public int Slice(int from, int start, int channels) => Append(new SliceLayer([from], start, channels, StrideOf(from)));

    public int MaxPool(int from, int kernel) => Append(new MaxPoolLayer([from], kernel, ChannelsOf(from), StrideOf(from)));

    public int Upsample(int from) => Append(new UpsampleLayer([from], ChannelsOf(from), StrideOf(from) / 2));

    public int Attention(int from, int heads, int keyChannels, int valueChannels) =>
        Append(new AttentionLayer([from], heads, keyChannels, valueChannels, StrideOf(from)));

    public int AttentionValues(int from, int heads, int keyChannels, int valueChannels) =>
        Append(new AttentionValuesLayer([from], heads, keyChannels, valueChannels, StrideOf(from)));

    private int Append(Layer layer)
    {
        _layers.Add(layer);
        return _layers.Count - 1;
    }
}
