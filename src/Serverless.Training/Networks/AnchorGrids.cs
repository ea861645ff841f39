using static TorchSharp.torch;

namespace Serverless.Training.Networks;

/// <summary>The grids of a network, one for each input size, made when first asked for.</summary>
internal sealed class AnchorGrids(NetworkDeclaration declaration, Device device) : IDisposable
{
    private readonly Dictionary<(long Height, long Width), AnchorGrid> _grids = [];

    /// <param name="images">[batch, 3, height, width].</param>
    public AnchorGrid For(Tensor images)
    {
        var (height, width) = (images.shape[2], images.shape[3]);
        if (!_grids.TryGetValue((height, width), out var grid))
        {
            grid = new AnchorGrid(declaration, (int)height, (int)width, device);
            _grids.Add((height, width), grid);
        }

        return grid;
    }

    public void Dispose()
    {
        foreach (var grid in _grids.Values)
        {
            grid.Dispose();
        }
    }
}
