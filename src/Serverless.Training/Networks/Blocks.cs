namespace Serverless.Training.Networks;

/// <summary>The blocks that YOLOv8 and YOLO11 are made of, under the names of the publications.</summary>
internal static class Blocks
{
    /// <summary>Two 3×3 convolutions and, where asked, the input added.</summary>
    public static int Bottleneck(this NetworkBuilder network, string name, int from, int hidden, bool shortcut)
    {
        var channels = network.ChannelsOf(from);
        var inner = network.Convolution($"{name}.cv1", from, hidden, kernel: 3);
        var outer = network.Convolution($"{name}.cv2", inner, channels, kernel: 3);
        return shortcut ? network.Add(from, outer) : outer;
    }

    /// <summary>Cross-stage partial block that keeps the output of every bottleneck (C2f).</summary>
    public static int C2f(this NetworkBuilder network, string name, int from, int channels, int repeats, bool shortcut) =>
        network.PartialStages(name, from, channels, channels / 2, repeats, (stage, input, width) =>
            network.Bottleneck(stage, input, width, shortcut));

    /// <summary>C2f whose stages are narrow bottlenecks or, where <paramref name="nested"/>, C3 blocks (C3k2).</summary>
    /// <param name="expansion">Channels of a stage over those of the block.</param>
    public static int C3k2(
        this NetworkBuilder network, string name, int from, int channels, int repeats, bool nested, double expansion = 0.5) =>
        network.PartialStages(name, from, channels, (int)(channels * expansion), repeats, (stage, input, width) => nested
            ? network.C3(stage, input, width, repeats: 2)
            : network.Bottleneck(stage, input, width / 2, shortcut: true));

    /// <summary>Spatial pyramid by three poolings one after the other (SPPF).</summary>
    public static int SpatialPyramid(this NetworkBuilder network, string name, int from, int channels)
    {
        const int window = 5;
        var first = network.Convolution($"{name}.cv1", from, network.ChannelsOf(from) / 2);
        var second = network.MaxPool(first, window);
        var third = network.MaxPool(second, window);
        var fourth = network.MaxPool(third, window);
        return network.Convolution($"{name}.cv2", network.Concatenate(first, second, third, fourth), channels);
    }

    /// <summary>Attention and feed-forward on half of the channels (C2PSA).</summary>
    public static int PartialAttention(this NetworkBuilder network, string name, int from, int repeats)
    {
        var channels = network.ChannelsOf(from);
        var half = channels / 2;
        var entry = network.Convolution($"{name}.cv1", from, half * 2);
        var kept = network.Slice(entry, 0, half);
        var current = network.Slice(entry, half, half);
        for (var i = 0; i < repeats; i++)
        {
            current = network.AttentionStage($"{name}.m.{i}", current);
        }

        return network.Convolution($"{name}.cv2", network.Concatenate(kept, current), channels);
    }

    /// <summary>
    /// The head that both families share but for the class branch: per level, box bins (<c>cv2</c>) and class logits (<c>cv3</c>).
    /// </summary>
    /// <param name="separable">Depth-wise 3×3 then 1×1 in the class branch instead of plain 3×3.</param>
    public static IReadOnlyList<HeadLevel> Head(
        this NetworkBuilder network, string name, IReadOnlyList<int> from, int classes, bool separable)
    {
        var first = network.ChannelsOf(from[0]);
        var boxWidth = Math.Max(Math.Max(16, first / 4), NetworkDeclaration.Bins * 4);
        var classWidth = Math.Max(first, Math.Min(classes, 100));
        var boxes = from.Select((level, i) => network.BoxBranch($"{name}.cv2.{i}", level, boxWidth)).ToArray();
        var scores = from
            .Select((level, i) => separable
                ? network.SeparableClassBranch($"{name}.cv3.{i}", level, classWidth, classes)
                : network.ClassBranch($"{name}.cv3.{i}", level, classWidth, classes))
            .ToArray();
        return [.. from.Select((level, i) => new HeadLevel(boxes[i], scores[i], network.StrideOf(level)))];
    }

    private static int BoxBranch(this NetworkBuilder network, string name, int from, int width)
    {
        var first = network.Convolution($"{name}.0", from, width, kernel: 3);
        var second = network.Convolution($"{name}.1", first, width, kernel: 3);
        return network.Prediction($"{name}.2", second, NetworkDeclaration.Bins * 4);
    }

    private static int ClassBranch(this NetworkBuilder network, string name, int from, int width, int classes)
    {
        var first = network.Convolution($"{name}.0", from, width, kernel: 3);
        var second = network.Convolution($"{name}.1", first, width, kernel: 3);
        return network.Prediction($"{name}.2", second, classes);
    }

    private static int SeparableClassBranch(this NetworkBuilder network, string name, int from, int width, int classes)
    {
        var first = network.Separable($"{name}.0", from, width);
        var second = network.Separable($"{name}.1", first, width);
        return network.Prediction($"{name}.2", second, classes);
    }

    private static int Separable(this NetworkBuilder network, string name, int from, int channels)
    {
        var input = network.ChannelsOf(from);
        var depthwise = network.Convolution($"{name}.0", from, input, kernel: 3, groups: input);
        return network.Convolution($"{name}.1", depthwise, channels);
    }

    private static int PartialStages(
        this NetworkBuilder network, string name, int from, int channels, int width, int repeats, Func<string, int, int, int> stage)
    {
        var entry = network.Convolution($"{name}.cv1", from, width * 2);
        var parts = new List<int> { entry };
        var current = network.Slice(entry, width, width);
        for (var i = 0; i < repeats; i++)
        {
            current = stage($"{name}.m.{i}", current, width);
            parts.Add(current);
        }

        return network.Convolution($"{name}.cv2", network.Concatenate(parts), channels);
    }

    private static int C3(this NetworkBuilder network, string name, int from, int channels, int repeats)
    {
        var hidden = channels / 2;
        var current = network.Convolution($"{name}.cv1", from, hidden);
        for (var i = 0; i < repeats; i++)
        {
            current = network.Bottleneck($"{name}.m.{i}", current, hidden, shortcut: true);
        }

        var side = network.Convolution($"{name}.cv2", from, hidden);
        return network.Convolution($"{name}.cv3", network.Concatenate(current, side), channels);
    }

    private static int AttentionStage(this NetworkBuilder network, string name, int from)
    {
        var channels = network.ChannelsOf(from);
        var heads = channels / 64;
        var valueChannels = channels / heads;
        var keyChannels = valueChannels / 2;

        var projected = network.Convolution(
            $"{name}.attn.qkv", from, channels + (2 * heads * keyChannels), activated: false);
        var mixed = network.Attention(projected, heads, keyChannels, valueChannels);
        var values = network.AttentionValues(projected, heads, keyChannels, valueChannels);
        var position = network.Convolution($"{name}.attn.pe", values, channels, kernel: 3, groups: channels, activated: false);
        var attended = network.Convolution($"{name}.attn.proj", network.Add(mixed, position), channels, activated: false);
        var residual = network.Add(from, attended);

        var wide = network.Convolution($"{name}.ffn.0", residual, channels * 2);
        var narrow = network.Convolution($"{name}.ffn.1", wide, channels, activated: false);
        return network.Add(residual, narrow);
    }
}
