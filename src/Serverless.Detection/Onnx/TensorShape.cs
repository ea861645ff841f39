namespace Serverless.Detection.Onnx;

/// <summary>A named output of a model; dimensions that the file leaves open are not positive.</summary>
internal sealed record TensorShape(string Name, IReadOnlyList<int> Dimensions)
{
    private const int DetectionRank = 3;

    /// <summary>Whether it is [batch, rows, columns].</summary>
    public bool IsDetectionRank => Dimensions.Count == DetectionRank;

    /// <summary>Whether all but the batch is known.</summary>
    public bool IsKnown => Dimensions.Skip(1).All(static length => length > 0);

    /// <summary>Whether it is [batch, channels, height, width] of more than one pixel: a feature map or masks.</summary>
    public bool IsMap => Dimensions.Count == 4 && Dimensions[2] > 1 && Dimensions[3] > 1;

    public static string Describe(IEnumerable<int> dimensions) =>
        $"[{string.Join(", ", dimensions.Select(static length => length > 0 ? FormattableString.Invariant($"{length}") : "?"))}]";

    public override string ToString() => $"'{Name}' {Describe(Dimensions)}";
}
