using Serverless.Training.Networks;
using static TorchSharp.torch;

namespace Serverless.Training.Optimization;

/// <summary>The tensors of a <see cref="TrainingSession"/> under one roof of names.</summary>
internal static class SessionTensors
{
    private const string Model = "model/";
    private const string Average = "average/";
    private const string Optimizer = "optimizer/";
    private const string Gradient = "gradient/";

    /// <param name="withGradients">Whether gradients are to be gone on with.</param>
    public static IReadOnlyDictionary<string, Tensor> Collect(
        DetectionNetwork network, DetectionNetwork average, IReadOnlyDictionary<string, Tensor> optimizer, bool withGradients)
    {
        var all = new Dictionary<string, Tensor>();
        AddAll(Model, network.State);
        AddAll(Average, average.State);
        AddAll(Optimizer, optimizer);
        if (withGradients)
        {
            AddAll(Gradient, network.Trainable
                .Where(entry => entry.Value.grad is not null)
                .Select(entry => KeyValuePair.Create(entry.Key, entry.Value.grad!)));
        }

        return all;

        void AddAll(string prefix, IEnumerable<KeyValuePair<string, Tensor>> tensors)
        {
            foreach (var (name, tensor) in tensors)
            {
                all.Add(prefix + name, tensor);
            }
        }
    }

    public static IEnumerable<KeyValuePair<string, Tensor>> OfOptimizer(IReadOnlyDictionary<string, Tensor> tensors) =>
        tensors.Where(entry => entry.Key.StartsWith(Optimizer, StringComparison.Ordinal))
            .Select(entry => KeyValuePair.Create(entry.Key[Optimizer.Length..], entry.Value));

    public static void CopyTo(DetectionNetwork network, DetectionNetwork average, IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var noGradient = no_grad();
        foreach (var (name, tensor) in network.State)
        {
            tensor.copy_(tensors[Model + name]);
            average.State[name].copy_(tensors[Average + name]);
        }

        foreach (var (name, parameter) in network.Trainable)
        {
            parameter.grad = tensors.TryGetValue(Gradient + name, out var gradient) ? gradient.to(parameter.device, copy: true) : null;
        }
    }
}
