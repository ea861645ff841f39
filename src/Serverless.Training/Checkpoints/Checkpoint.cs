using System.Text.Json;
using System.Text.Json.Serialization;
using Serverless.Training.Optimization;
using Serverless.Training.Weights;
using static TorchSharp.torch;

namespace Serverless.Training.Checkpoints;

/// <summary>
/// A file from which a run goes on as if it had never stopped: a safetensors file whose metadata hold the <see cref="RunState"/> as
/// JSON. Nothing in it is executed when it is read.
/// </summary>
internal static class Checkpoint
{
    public const string FileName = "checkpoint.safetensors";

    private const string FormatKey = "format";
    private const string Format = "serverless-checkpoint-1";
    private const string StateKey = "state";
    private const string Random = "random/torch";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static string PathIn(string folder) => Path.Combine(folder, FileName);

    /// <summary>Writes in one step: at any instant the file is whole, old or new.</summary>
    public static void Write(string path, RunState state, TrainingSession session)
    {
        using var random = get_rng_state();
        var tensors = new Dictionary<string, Tensor>(session.Tensors()) { [Random] = random };
        SafeTensorsFile.Write(path, tensors, new Dictionary<string, string>
        {
            [FormatKey] = Format,
            [StateKey] = JsonSerializer.Serialize(state, Json),
        });
    }

    /// <exception cref="TrainingException">There is no checkpoint, or it cannot be read.</exception>
    public static RunState ReadState(string path)
    {
        var file = SafeTensorsFile.Open(path);
        if (!file.Metadata.TryGetValue(FormatKey, out var format) || format != Format || !file.Metadata.TryGetValue(StateKey, out var json))
        {
            throw new TrainingException($"{path} is no checkpoint of this version of the trainer. Weights can be trained on as a new run.");
        }

        try
        {
            return JsonSerializer.Deserialize<RunState>(json, Json) ?? throw new JsonException("it is empty.");
        }
        catch (JsonException exception)
        {
            throw new TrainingException($"The state of the run in {path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Puts a new session, and the random generator, where the run was.</summary>
    /// <exception cref="TrainingException">A tensor is missing.</exception>
    public static void Restore(string path, RunState state, TrainingSession session)
    {
        using var scope = NewDisposeScope();
        var file = SafeTensorsFile.Open(path);
        var tensors = file.Names.ToDictionary(name => name, file.Read);
        try
        {
            set_rng_state(tensors[Random]);
            session.Restore(state.Counters, tensors);
        }
        catch (KeyNotFoundException exception)
        {
            throw new TrainingException($"{path} lacks a tensor that {state.Options.Architecture} needs: {exception.Message}", exception);
        }
    }
}
