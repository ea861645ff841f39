using Serverless.Training.Networks;

namespace Serverless.Training.Export;

/// <summary>The centres of all cells of a square input, as constants.</summary>
/// <param name="Points">[2, anchors]: x, then y, in cells of the anchor's own level.</param>
/// <param name="Strides">[anchors]: pixels per cell.</param>
internal sealed record FixedAnchors(float[] Points, float[] Strides)
{
    public int Count => Strides.Length;

    public static FixedAnchors Of(NetworkDeclaration declaration, int imageSize)
    {
        var x = new List<float>();
        var y = new List<float>();
        var strides = new List<float>();
        foreach (var level in declaration.Levels)
        {
            var side = imageSize / level.Stride;
            for (var cell = 0; cell < side * side; cell++)
            {
                x.Add((cell % side) + 0.5f);
                y.Add((cell / side) + 0.5f);
                strides.Add(level.Stride);
            }
        }

        return new FixedAnchors([.. x, .. y], [.. strides]);
    }
}
