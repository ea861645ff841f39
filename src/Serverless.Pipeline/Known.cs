namespace Serverless.Pipeline;

/// <summary>Tells in an error message what there is instead of what was asked for.</summary>
internal static class Known
{
    private const int Shown = 10;

    public static string Sentence(string kind, IReadOnlyList<string> names) => names.Count switch
    {
        0 => $"There are no {kind} yet.",
        <= Shown => $"Known {kind}: {string.Join(", ", names)}.",
        _ => $"Known {kind}: {string.Join(", ", names.Take(Shown))} and {names.Count - Shown} more.",
    };
}
