namespace Serverless.RoadScenes.Layout;

/// <summary>What borders the asphalt on one side.</summary>
internal enum Verge
{
    /// <summary>Soil, then grass.</summary>
    Grass,

    /// <summary>A wide strip of gravel, then grass.</summary>
    Gravel,

    /// <summary>Gutter, kerb and paving slabs.</summary>
    Pavement,
}
