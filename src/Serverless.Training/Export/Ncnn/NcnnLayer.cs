namespace Serverless.Training.Export.Ncnn;

/// <summary>A line of a <c>.param</c> file.</summary>
/// <param name="Inputs">Names of the blobs that it reads.</param>
/// <param name="Outputs">Names of the blobs that it makes.</param>
/// <param name="Parameters">In the file's notation, such as <c>0=64 1=3</c>.</param>
/// <param name="Weights">What it has in the <c>.bin</c> file.</param>
internal sealed record NcnnLayer(
    string Type, string Name, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, string Parameters, byte[] Weights);
