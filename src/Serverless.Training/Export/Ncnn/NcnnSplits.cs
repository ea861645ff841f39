namespace Serverless.Training.Export.Ncnn;

/// <summary>In ncnn a blob has one reader: where there are more, a layer hands out one copy to each.</summary>
internal static class NcnnSplits
{
    public static IReadOnlyList<NcnnLayer> Insert(IReadOnlyList<NcnnLayer> layers)
    {
        var readers = layers.SelectMany(layer => layer.Inputs).CountBy(blob => blob).ToDictionary();
        var taken = new Dictionary<string, int>();
        var result = new List<NcnnLayer>();
        foreach (var layer in layers)
        {
            result.Add(layer with { Inputs = [.. layer.Inputs.Select(blob => readers[blob] > 1 ? Copy(blob, Next(taken, blob)) : blob)] });
            result.AddRange(layer.Outputs.Where(blob => readers.GetValueOrDefault(blob) > 1).Select(blob => Split(blob, readers[blob])));
        }

        return result;
    }

    private static NcnnLayer Split(string blob, int count) => new(
        "Split", $"{blob}.split", [blob], [.. Enumerable.Range(0, count).Select(copy => Copy(blob, copy))], "", []);

    private static string Copy(string blob, int copy) => FormattableString.Invariant($"{blob}.copy{copy}");

    private static int Next(Dictionary<string, int> taken, string blob)
    {
        var copy = taken.GetValueOrDefault(blob);
        taken[blob] = copy + 1;
        return copy;
    }
}
