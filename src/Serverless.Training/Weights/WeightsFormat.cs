namespace Serverless.Training.Weights;

internal enum WeightsFormat
{
    SafeTensors,

    /// <summary>The zip that <c>torch.save</c> writes since PyTorch 1.6.</summary>
    PyTorch,

    Onnx,
}
