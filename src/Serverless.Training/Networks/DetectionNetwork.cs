using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Serverless.Training.Networks;

/// <summary>The modules of a declaration.</summary>
internal sealed class DetectionNetwork : nn.Module<Tensor, HeadOutput>
{
    private readonly Dictionary<string, ConvolutionUnit> _units = [];
    private readonly Dictionary<string, Tensor> _state = [];
    private readonly Dictionary<string, Parameter> _trainable = [];
    private readonly int[] _lastUse;
    private readonly Device _device;

    /// <summary>New weights are drawn from TorchSharp's global generator; seed it before.</summary>
    public DetectionNetwork(NetworkDeclaration declaration, Device device)
        : base(declaration.Architecture)
    {
        Declaration = declaration;
        _device = device;
        _lastUse = FindLastUses(declaration);
        foreach (var layer in declaration.Convolutions)
        {
            Register(layer);
        }

        var bins = arange(NetworkDeclaration.Bins, float32, device).reshape(1, NetworkDeclaration.Bins, 1, 1).DetachFromDisposeScope();
        register_buffer("projection", bins);
        _state.Add(declaration.ProjectionName, bins);
    }

    public NetworkDeclaration Declaration { get; }

    /// <summary>Every tensor under its public name: parameters, running statistics and the constant of the box bins.</summary>
    public IReadOnlyDictionary<string, Tensor> State => _state;

    /// <summary>What is trained, under its public name.</summary>
    public IReadOnlyDictionary<string, Parameter> Trainable => _trainable;

    /// <summary>Whether a pixel's channels lie side by side in memory, which processors like best; of effect on speed alone.</summary>
    public bool ChannelsLast { get; init; } = true;

    /// <param name="images">
    /// [batch, 3, height, width], RGB, 0 to 1. Convolutions are computed in the type of these numbers, all else that needs it in float32.
    /// </param>
    /// <returns>In float32.</returns>
    public override HeadOutput forward(Tensor images)
    {
        var values = new Tensor[Declaration.Layers.Count];
        values[0] = Arrange(images);
        for (var i = 1; i < values.Length; i++)
        {
            values[i] = Execute(Declaration.Layers[i], values);
            Release(values, i);
        }

        return new HeadOutput(Join(values, level => level.Boxes), Join(values, level => level.Classes));
    }

    /// <summary>What the backbone makes of whole images: the mean over all cells of its deepest map.</summary>
    /// <param name="images">As in <see cref="forward"/>.</param>
    /// <returns>[batch, channels].</returns>
    public Tensor Features(Tensor images)
    {
        using var scope = NewDisposeScope();
        var values = new Tensor[Declaration.Backbone + 1];
        values[0] = Arrange(images);
        for (var i = 1; i < values.Length; i++)
        {
            values[i] = Execute(Declaration.Layers[i], values);
        }

        return values[^1].mean([2, 3]).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Sets the biases of the last layers so that training starts from plausible values: boxes of a few cells,
    /// and class scores as if an image of 640 pixels had five objects.
    /// </summary>
    public void InitializeBiases()
    {
        using var noGradient = no_grad();
        foreach (var level in Declaration.Levels)
        {
            BiasOf(level.Boxes).fill_(1.0);
            BiasOf(level.Classes).fill_(Math.Log(5.0 / Declaration.Classes / Math.Pow(640.0 / level.Stride, 2)));
        }
    }

    /// <summary>Keeps the parameters of the first blocks as they are; their running statistics still follow the images.</summary>
    /// <param name="blocks">0 to <see cref="NetworkDeclaration.HeadBlock"/>.</param>
    public void Freeze(int blocks)
    {
        foreach (var layer in Declaration.Convolutions.Where(layer => layer.Block < blocks))
        {
            foreach (var parameter in _units[layer.Name].parameters())
            {
                parameter.requires_grad = false;
            }
        }
    }

    /// <summary>Computes, and shows what every normalised convolution gives before its normalisation.</summary>
    /// <param name="observed">Given the layer's name and [batch, channels, height, width].</param>
    public void Observe(Tensor images, Action<string, Tensor> observed)
    {
        foreach (var (name, unit) in _units)
        {
            unit.Convolved = maps => observed(name, maps);
        }

        try
        {
            call(images);
        }
        finally
        {
            foreach (var unit in _units.Values)
            {
                unit.Convolved = null;
            }
        }
    }

    /// <summary>Takes every tensor of another network of the same declaration.</summary>
    public void CopyFrom(DetectionNetwork other)
    {
        using var noGradient = no_grad();
        foreach (var (name, tensor) in _state)
        {
            tensor.copy_(other._state[name]);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var unit in _units.Values)
            {
                unit.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private static int[] FindLastUses(NetworkDeclaration declaration)
    {
        var last = new int[declaration.Layers.Count];
        for (var i = 0; i < last.Length; i++)
        {
            foreach (var from in declaration.Layers[i].From)
            {
                last[from] = i;
            }
        }

        foreach (var level in declaration.Levels)
        {
            last[level.Boxes] = last[level.Classes] = int.MaxValue;
        }

        last[0] = int.MaxValue;
        return last;
    }

    // Each layer hands the layout on. A tensor that has it already stays as it is.
    private Tensor Arrange(Tensor map) =>
        ChannelsLast ? map.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : map.contiguous();

    private Tensor Attend(AttentionLayer layer, Tensor input)
    {
        var (batch, height, width) = (input.shape[0], input.shape[2], input.shape[3]);
        var perHead = (2 * layer.KeyChannels) + layer.ValueChannels;
        var heads = input.reshape(batch, layer.Heads, perHead, height * width);
        var query = heads.narrow(2, 0, layer.KeyChannels);
        var key = heads.narrow(2, layer.KeyChannels, layer.KeyChannels);
        var value = heads.narrow(2, 2 * layer.KeyChannels, layer.ValueChannels);
        var weights = (query.transpose(-2, -1).matmul(key) * Math.Pow(layer.KeyChannels, -0.5)).softmax(-1, float32).to(input.dtype);
        return Arrange(value.matmul(weights.transpose(-2, -1)).reshape(batch, layer.Channels, height, width));
    }

    private Tensor SelectValues(AttentionValuesLayer layer, Tensor input)
    {
        var (batch, height, width) = (input.shape[0], input.shape[2], input.shape[3]);
        var perHead = (2 * layer.KeyChannels) + layer.ValueChannels;
        return Arrange(input.reshape(batch, layer.Heads, perHead, height * width)
            .narrow(2, 2 * layer.KeyChannels, layer.ValueChannels)
            .reshape(batch, layer.Channels, height, width));
    }

    private void Register(ConvolutionLayer layer)
    {
        var unit = new ConvolutionUnit(layer, _device);
        _units.Add(layer.Name, unit);
        register_module(layer.Name.Replace('.', '_'), unit);

        // A prediction's convolution is not wrapped in public checkpoints: its tensors carry the layer's name itself.
        string PublicName(string name) => layer.Normalized ? $"{layer.Name}.{name}" : $"{layer.Name}.{name["conv.".Length..]}";
        foreach (var (name, parameter) in unit.named_parameters())
        {
            _trainable.Add(PublicName(name), parameter);
            _state.Add(PublicName(name), parameter);
        }

        foreach (var (name, buffer) in unit.named_buffers())
        {
            _state.Add(PublicName(name), buffer);
        }
    }

    private Tensor Execute(Layer layer, Tensor[] values)
    {
        var input = values[layer.From[0]];
        return layer switch
        {
            ConvolutionLayer convolution => _units[convolution.Name].call(input),
            AddLayer => input + values[layer.From[1]],
            ConcatenateLayer => cat([.. layer.From.Select(from => values[from])], 1),
            SliceLayer slice => input.narrow(1, slice.Start, slice.Channels),
            MaxPoolLayer pool => nn.functional.max_pool2d(input, pool.Kernel, stride: 1, padding: pool.Kernel / 2),
            UpsampleLayer => nn.functional.interpolate(input, scale_factor: [2, 2], mode: InterpolationMode.Nearest),
            AttentionLayer attention => Attend(attention, input),
            AttentionValuesLayer attention => SelectValues(attention, input),
            _ => throw new NotSupportedException(layer.GetType().Name),
        };
    }

    // Autograd keeps what it needs by itself; in inference this returns memory at once.
    private void Release(Tensor[] values, int executed)
    {
        foreach (var from in Declaration.Layers[executed].From.Distinct())
        {
            if (_lastUse[from] == executed)
            {
                values[from].Dispose();
            }
        }
    }

    private Tensor Join(Tensor[] values, Func<HeadLevel, int> map) => cat(
        [.. Declaration.Levels.Select(level => values[map(level)].flatten(2).transpose(1, 2))], 1).to(float32);

    private Tensor BiasOf(int layer) => _state[$"{((ConvolutionLayer)Declaration.Layers[layer]).Name}.bias"];
}
