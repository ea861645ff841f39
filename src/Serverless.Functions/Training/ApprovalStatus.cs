using Serverless.Pipeline.Training;

namespace Serverless.Functions.Training;

/// <summary>Custom status of <see cref="TrainModel"/> while a person is to decide whether a version becomes the current one.</summary>
/// <param name="Stage"><c>awaitingApproval</c>.</param>
/// <param name="Version">The new version.</param>
/// <param name="Map50">What it scores on its validation images.</param>
/// <param name="Map50To95">Likewise.</param>
/// <param name="Incumbent">What the current version scores on the same images; null where that could not be measured.</param>
/// <param name="Approve">Where to approve it with a POST; it can be declined there with <c>decline</c> in place of <c>promote</c>.</param>
public sealed record ApprovalStatus(string Stage, int Version, double Map50, double Map50To95, IncumbentScore? Incumbent, string Approve);
