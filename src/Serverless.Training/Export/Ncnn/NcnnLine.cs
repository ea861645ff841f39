using System.Globalization;

namespace Serverless.Training.Export.Ncnn;

/// <summary>A layer as it is read from a <c>.param</c> file.</summary>
/// <param name="Parameters">By number; arrays under theirs, without the file's mark of an array.</param>
internal sealed record NcnnLine(
    string Type, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyDictionary<int, double[]> Parameters)
{
    private const int ArrayMark = -23300;

    /// <exception cref="FormatException">It is no such line.</exception>
    public static NcnnLine Parse(string line)
    {
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var inputs = int.Parse(parts[2], CultureInfo.InvariantCulture);
        var outputs = int.Parse(parts[3], CultureInfo.InvariantCulture);
        var blobs = parts[4..(4 + inputs + outputs)];
        return new NcnnLine(
            parts[0], blobs[..inputs], blobs[inputs..], parts[(4 + inputs + outputs)..].Select(Parameter).ToDictionary());
    }

    public int Integer(int number, int otherwise = 0) => Parameters.TryGetValue(number, out var values) ? (int)values[0] : otherwise;

    private static KeyValuePair<int, double[]> Parameter(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var number = int.Parse(text.AsSpan(0, equals), CultureInfo.InvariantCulture);
        double[] values = [.. text[(equals + 1)..].Split(',').Select(value => double.Parse(value, CultureInfo.InvariantCulture))];
        if (number > ArrayMark)
        {
            return KeyValuePair.Create(number, values);
        }

        return values[0] == values.Length - 1
            ? KeyValuePair.Create(ArrayMark - number, values[1..])
            : throw new FormatException($"The array {text} does not have as many values as it says.");
    }
}
