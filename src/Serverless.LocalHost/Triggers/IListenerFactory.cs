namespace Serverless.LocalHost.Triggers;

/// <summary>Creates the listeners of one kind of trigger.</summary>
internal interface IListenerFactory
{
    /// <exception cref="LocalHostException">A trigger is declared wrongly.</exception>
    IEnumerable<ITriggerListener> Create();
}
