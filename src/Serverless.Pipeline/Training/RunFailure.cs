using System.Text.Json.Serialization;
using Serverless.Datasets;

namespace Serverless.Pipeline.Training;

/// <summary>Why a run failed.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<RunFailure>))]
public enum RunFailure
{
    /// <summary>The data set, the weights or a setting cannot be used, or are gone.</summary>
    Input,

    /// <summary>Memory did not suffice.</summary>
    Memory,

    /// <summary>The disk did not suffice.</summary>
    Disk,

    /// <summary>It took longer than it may.</summary>
    Time,

    /// <summary>Somebody cancelled it.</summary>
    Cancelled,

    /// <summary>Something that should not happen; the run's log has the details.</summary>
    Bug,
}
