namespace Serverless.Functions.Training;

/// <summary>Answer of <c>POST /api/models/{name}/versions/{version}/promote</c> and <c>…/decline</c>.</summary>
/// <param name="Name">Name of the model.</param>
/// <param name="Previous">The version that was current before.</param>
/// <param name="Current">The version that is current now.</param>
public sealed record DecisionAnswer(string Name, int? Previous, int? Current);
