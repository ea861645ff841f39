using Serverless.Training.Kernels;
using TorchSharp;
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

        using Scalar beta1 = momentum, rest1 = 1 - momentum, beta2 = Beta2, rest2 = 1 - Beta2;
        using Scalar deviation = Math.Sqrt(squareCorrection), epsilon = Epsilon, kept = 1 - (rate * decay), step = -rate / meanCorrection;
        mean.mul_(beta1).add_(gradient, alpha: rest1);
        square.mul_(beta2).addcmul_(gradient, gradient, rest2);
        var denominator = square.sqrt().div_(deviation).add_(epsilon, One);
        if (decay > 0)
        {
            parameter.mul_(kept);
        }

        parameter.addcdiv_(mean, denominator, step);
    }
}
