using System.Numerics;

namespace Serverless.RoadScenes.Layout;

/// <summary>A vehicle on or beside the road.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="X">Metres right of the centre line.</param>
/// <param name="Z">Where it is at the start, metres.</param>
/// <param name="Speed">Metres a second along z; negative towards the camera.</param>
/// <param name="Oncoming">Whether it faces the camera.</param>
/// <param name="Paint">Index of its colour.</param>
internal sealed record Vehicle(VehicleKind Kind, float X, float Z, float Speed, bool Oncoming, int Paint)
{
    /// <summary>Width, height and length in metres.</summary>
    public Vector3 Extent => Kind switch
    {
        VehicleKind.Motorcycle => new Vector3(0.8f, 1.65f, 2.1f),
        VehicleKind.Van => new Vector3(1.95f, 2.0f, 4.9f),
        VehicleKind.Truck => new Vector3(2.4f, 3.1f, 7.5f),
        _ => new Vector3(1.78f, 1.48f, 4.3f),
    };

    /// <summary>The middle of its footprint at a time in seconds.</summary>
    public Vector2 At(double time) => new(X, (float)(Z + (Speed * time)));
}
