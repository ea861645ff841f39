namespace Serverless.Datasets.Layouts;

/// <summary>An image has to be dropped because its labels are lost; the message is that of the finding.</summary>
internal sealed class UnusableLabelException(string message) : Exception(message);
