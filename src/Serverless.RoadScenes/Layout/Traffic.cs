using Serverless.RoadScenes.Noise;
using Serverless.RoadScenes.Sprites;

namespace Serverless.RoadScenes.Layout;

/// <summary>Picks vehicles.</summary>
internal sealed class Traffic(Random random, RoadStyle style)
{
    /// <param name="z">Where it starts.</param>
    /// <param name="speed">Metres a second, positive.</param>
    /// <param name="oncoming">Whether it comes the other way, in the other lane.</param>
    public Vehicle Driving(float z, float speed, bool oncoming) => new(
        PickKind(),
        ((oncoming ? -0.5f : 0.5f) * style.HalfWidth) + random.Range(-0.35f, 0.35f),
        z,
        oncoming ? -speed : speed,
        oncoming,
        random.Next(VehicleSprites.PaintCount));

    /// <summary>At rest at the edge of the asphalt.</summary>
    public Vehicle Parked(float z)
    {
        var side = random.Chance(0.5) ? -1 : 1;
        return new Vehicle(random.Chance(0.8) ? VehicleKind.Car : VehicleKind.Van, side * (style.HalfWidth - 0.7f), z, 0, side < 0, random.Next(VehicleSprites.PaintCount));
    }

    private VehicleKind PickKind() => random.NextSingle() switch
    {
        < 0.6f => VehicleKind.Car,
        < 0.75f => VehicleKind.Van,
        < 0.8f => VehicleKind.Truck,
        _ => VehicleKind.Motorcycle,
    };
}
