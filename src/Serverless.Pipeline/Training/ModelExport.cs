using Serverless.Pipeline.Models;

namespace Serverless.Pipeline.Training;

/// <summary>A model version that is to be had in another format, as the job finds it: <c>runs/{id}/export.json</c>.</summary>
/// <param name="Id">Id of the job.</param>
/// <param name="Model">Name of the model.</param>
/// <param name="Version">Its version.</param>
/// <param name="Format">Name of a <see cref="ModelFormat"/>.</param>
public sealed record ModelExport(string Id, string Model, int Version, string Format);
