using Serverless.Datasets.Ingestion;

namespace Serverless.Datasets.Layouts;

/// <summary>An object of a Pascal VOC annotation, as written.</summary>
/// <param name="Name">Its class.</param>
/// <param name="Box">Class id 0; edges in pixels. Null where they are missing or no finite numbers.</param>
/// <param name="Line">Where it begins, from 1.</param>
internal sealed record VocObject(string Name, PlannedBox? Box, int Line);
