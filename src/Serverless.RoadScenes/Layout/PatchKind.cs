namespace Serverless.RoadScenes.Layout;

/// <summary>The kinds of <see cref="Patch"/>.</summary>
internal enum PatchKind
{
    /// <summary>Newer asphalt with a seam around it.</summary>
    Repair,

    /// <summary>Oil or dirt.</summary>
    Stain,

    /// <summary>Damp asphalt.</summary>
    Damp,

    /// <summary>Standing water that mirrors the sky.</summary>
    Puddle,

    /// <summary>The lid of a shaft.</summary>
    Manhole,
}
