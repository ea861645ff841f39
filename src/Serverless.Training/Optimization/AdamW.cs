using Serverless.Training.Kernels;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Serverless.Training.Optimization;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019); the momentum is beta 1.</summary>
internal sealed class AdamW(ParameterGroups groups, double weightDecay) : Optimizer(groups, weightDecay)
{
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    protected override void Update(
        string name, Parameter parameter, Tensor gradient, double rate, double momentum, double decay)
    {
        var mean = Running("mean", name, parameter);
        var square = Running("square", name, parameter);
        var meanCorrection = 1 - Math.Pow(momentum, Steps);
        var squareCorrection = 1 - Math.Pow(Beta2, Steps);
        if (AdamWKernel.Supports(parameter, gradient, mean, square))
        {
            AdamWKernel.Update(parameter, gradient, mean, square, new AdamWStep(
                (float)momentum,
                (float)Beta2,
                (float)(rate / meanCorrection),
                (float)(1 / Math.Sqrt(squareCorrection)),
                (float)Epsilon,
                (float)(1 - (rate * decay))));
            return;
        }

        mean.mul_(momentum).add_(gradient, alpha: 1 - momentum);
        square.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
        var denominator = square.sqrt().div_(Math.Sqrt(squareCorrection)).add_(Epsilon);
        if (decay > 0)
        {
            parameter.mul_(1 - (rate * decay));
        }

        parameter.addcdiv_(mean, denominator, -rate / meanCorrection);
    }
}
