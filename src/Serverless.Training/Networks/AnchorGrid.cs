using static TorchSharp.torch;

namespace Serverless.Training.Networks;

/// <summary>The centres of all cells of all levels, in the order of <see cref="HeadOutput"/>.</summary>
internal sealed class AnchorGrid : IDisposable
{
    public AnchorGrid(NetworkDeclaration declaration, int height, int width, Device device)
    {
        Height = height;
        Width = width;
        using var scope = NewDisposeScope();
        var points = new List<Tensor>();
        var strides = new List<Tensor>();
        foreach (var level in declaration.Levels)
        {
            var (rows, columns) = (height / level.Stride, width / level.Stride);
            var y = (arange(rows, float32, device) + 0.5).unsqueeze(1).expand(rows, columns);
            var x = (arange(columns, float32, device) + 0.5).unsqueeze(0).expand(rows, columns);
            points.Add(stack([x, y], -1).reshape(-1, 2));
            strides.Add(full([rows * columns, 1], level.Stride, float32, device));
        }

        Points = cat(points, 0).DetachFromDisposeScope();
        Strides = cat(strides, 0).DetachFromDisposeScope();
    }

    public int Height { get; }

    public int Width { get; }

    /// <summary>[anchors, 2]: x, y in cells of the anchor's own level.</summary>
    public Tensor Points { get; }

    /// <summary>[anchors, 1]: pixels per cell.</summary>
    public Tensor Strides { get; }

    public void Dispose()
    {
        Points.Dispose();
        Strides.Dispose();
    }
}
