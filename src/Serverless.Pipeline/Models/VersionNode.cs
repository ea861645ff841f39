namespace Serverless.Pipeline.Models;

/// <summary>A model version in the tree of those that were trained from each other.</summary>
/// <param name="Version">Number of the version.</param>
/// <param name="Parent">The version whose weights it started from, also of another model; <c>null</c> for random ones.</param>
/// <param name="Map50">What it scored on its own validation images, 0 to 1.</param>
/// <param name="Map50To95">Likewise.</param>
/// <param name="IsCurrent">Whether it is the current one.</param>
/// <param name="Children">Versions of the same model that started from this one, ascending.</param>
public sealed record VersionNode(
    int Version, ModelReference? Parent, double Map50, double Map50To95, bool IsCurrent, IReadOnlyList<VersionNode> Children)
{
    /// <summary>The versions of one model as trees: roots started from random weights, another model, or a version that is gone.</summary>
    public static IReadOnlyList<VersionNode> TreesOf(IReadOnlyList<ModelCard> cards, int? current)
    {
        var versions = cards.Select(card => card.Version).ToHashSet();
        var children = cards.Where(card => ParentOf(card) is not null).ToLookup(card => ParentOf(card)!.Value);
        return [.. cards.Where(card => ParentOf(card) is null).Select(Node)];

        // A version starts from an older one, so that there is no way round in a circle.
        int? ParentOf(ModelCard card) =>
            card.Parent is { Version: { } parent } && card.Parent.Name == card.Name && parent < card.Version && versions.Contains(parent) ? parent : null;

        VersionNode Node(ModelCard card) => new(
            card.Version, card.Parent, card.Result.Map50, card.Result.Map50To95, card.Version == current, [.. children[card.Version].Select(Node)]);
    }
}
