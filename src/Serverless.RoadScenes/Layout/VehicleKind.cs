namespace Serverless.RoadScenes.Layout;

/// <summary>The kinds of vehicle.</summary>
internal enum VehicleKind
{
    Car,
    Van,
    Truck,
    Motorcycle,
}
