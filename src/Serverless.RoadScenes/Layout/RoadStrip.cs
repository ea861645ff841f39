namespace Serverless.RoadScenes.Layout;

/// <summary>A length of road and all that is on it and beside it, in metres: the same for every view and resolution.</summary>
internal sealed record RoadStrip
{
    public required RoadStyle Style { get; init; }

    public required IReadOnlyList<Marking> Markings { get; init; }

    public required IReadOnlyList<Patch> Patches { get; init; }

    public required IReadOnlyList<Crack> Cracks { get; init; }

    public required IReadOnlyList<RoadsideObject> Roadside { get; init; }

    public IReadOnlyList<Vehicle> Vehicles { get; init; } = [];

    public IReadOnlyList<Pothole> Potholes { get; init; } = [];
}
