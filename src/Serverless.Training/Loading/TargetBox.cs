using Serverless.Detection;

namespace Serverless.Training.Loading;

/// <summary>A labelled object in pixels of the network's input.</summary>
internal readonly record struct TargetBox(Box Box, int ClassId);
