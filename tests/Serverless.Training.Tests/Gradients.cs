using TorchSharp;

namespace Serverless.Training.Tests;

internal static class Gradients
{
    /// <summary>Compares the gradient of a scalar with central differences, in double precision.</summary>
    public static void AssertAgree(Func<torch.Tensor, torch.Tensor> function, double[] at, params long[] shape)
    {
        const double step = 1e-5;
        shape = shape.Length == 0 ? [at.Length] : shape;
        var input = torch.tensor(at, shape, requires_grad: true);
        function(input).backward();
        var gradient = input.grad!.data<double>().ToArray();
        for (var i = 0; i < at.Length; i++)
        {
            double Value(double shift)
            {
                var moved = at.ToArray();
                moved[i] += shift;
                return function(torch.tensor(moved, shape)).item<double>();
            }

            Assert.Equal((Value(step) - Value(-step)) / (2 * step), gradient[i], 1e-5);
        }
    }
}
