using Serverless.Training.Networks;

namespace Serverless.Training.Weights;

/// <summary>Tells a network by the names and shapes of its convolutions, whatever else a file says.</summary>
internal static class ArchitectureDetector
{
    /// <exception cref="TrainingException">It is none of <see cref="Architecture.Names"/>; the message says what comes closest.</exception>
    public static NetworkDeclaration Detect(PublicTensors tensors, WeightsMetadata metadata, string path)
    {
        var best = Architecture.Names
            .Select(name => Compare(NetworkDeclaration.Create(name, ClassesOf(tensors)), tensors))
            .MaxBy(candidate => candidate.Share)!;
        return best.Mismatch is null ? best.Declaration : throw new TrainingException(
            $"{path} holds {metadata.Architecture ?? "a network"} that this trainer does not know; {Closest(best, tensors)} Known are {string.Join(", ", Architecture.Names)}.");
    }

    private static string Closest(Candidate best, PublicTensors tensors)
    {
        var layer = best.Mismatch!;
        var name = WeightOf(layer);
        var found = tensors.Has(name) ? $"has the shape [{string.Join(", ", tensors.ShapeOf(name))}]" : "is missing";
        return $"closest is {best.Declaration.Architecture}, but {name} {found} instead of [{string.Join(", ", ShapeOf(layer))}].";
    }

    private static Candidate Compare(NetworkDeclaration declaration, PublicTensors tensors)
    {
        var layers = declaration.Convolutions.ToList();
        var different = layers.FindAll(layer => !tensors.Has(WeightOf(layer), ShapeOf(layer)));
        return new Candidate(declaration, 1 - (different.Count / (double)layers.Count), different.FirstOrDefault());
    }

    // The last layer of the class branch is the only one whose channels are the classes.
    private static int ClassesOf(PublicTensors tensors)
    {
        var name = Array.Find(["model.22.cv3.0.2.weight", "model.23.cv3.0.2.weight"], tensors.Has);
        return name is not null && tensors.ShapeOf(name) is [> 0 and <= int.MaxValue and var classes, ..] ? (int)classes : 1;
    }

    private static string WeightOf(ConvolutionLayer layer) => layer.Normalized ? $"{layer.Name}.conv.weight" : $"{layer.Name}.weight";

    private static long[] ShapeOf(ConvolutionLayer layer) => [layer.Channels, layer.InputChannels / layer.Groups, layer.Kernel, layer.Kernel];

    /// <param name="Share">Of the convolutions that fit.</param>
    private sealed record Candidate(NetworkDeclaration Declaration, double Share, ConvolutionLayer? Mismatch);
}
