"""Repairs of the interpreter of the Amazon States Language, and of how it calls AWS."""
import functools
import hashlib
import json
import time
import types
import uuid
from collections.abc import Callable
from typing import Any

from naming import BOTOCORE_NAMES, api_model, java_words, parameter_name, service_prefix
from repair import LOCK, Settings, plain, repair

# Step Functions guide, "JSONata functions provided by Step Functions"
OWN_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "hash": lambda text, algorithm: hashlib.new(algorithm.replace("-", "").lower(), text.encode()).hexdigest(),
    "uuid": lambda: str(uuid.uuid4()),
    "parse": json.loads,
}


@repair(
    does="its evaluator is None (getmoto/moto#10105), variables are pasted in as text, $hash and $uuid give a sentence, and what cannot be evaluated"
         " is States.Runtime, which ends the execution",
    aws="evaluates JSONata 2.0.6, with $hash, $uuid and $parse; failures are States.QueryEvaluationError, which Retry and Catch see",
    source="Step Functions guide, Transforming data with JSONata; recorded executions",
)
def jsonata_is_evaluated(_: Settings) -> None:
    from moto.stepfunctions.parser.api import EvaluationFailedEventDetails, HistoryEventType
    from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent, FailureEventException
    from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import StatesErrorName
    from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import StatesErrorNameType
    from moto.stepfunctions.parser.asl.component.common.string.string_expression import StringJSONata
    from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
    from moto.stepfunctions.parser.asl.jsonata import jsonata as theirs

    def failure(env: Any, cause: str) -> FailureEventException:
        name = StatesErrorName(typ=StatesErrorNameType.StatesQueryEvaluationError)
        details = EventDetails(evaluationFailedEventDetails=EvaluationFailedEventDetails(cause=cause, error=name.error_name))
        event = FailureEvent(env=env, error_name=name, event_type=HistoryEventType.EvaluationFailed, event_details=details)
        return FailureEventException(failure_event=event)

    def evaluate(self: Any, env: Any) -> None:
        known = {**env.variable_store._outer_scope, **env.variable_store._inner_scope}
        known["states"] = {name: value for name, value in env.states._states_data.items() if value is not None}
        try:
            result = evaluated(self.expression, known)
        except Exception as problem:
            raise failure(env, f"The JSONata expression '{self.expression}' threw an error: {problem}") from problem
        if result is NOTHING:
            raise failure(env, f"The JSONata expression '{self.expression}' returned nothing (undefined).")
        env.stack.append(result)

    StringJSONata._eval_body = evaluate
    theirs._ILLEGAL_VARIABLE_REFERENCES = frozenset()


NOTHING = object()


@functools.cache
def parsed(expression: str) -> Any:
    import jsonata
    made = jsonata.Jsonata(expression)
    made.set_output_convert_nulls(False)
    for name, function in OWN_FUNCTIONS.items():
        made.register_lambda(name, function)
    return made


def evaluated(expression: str, known: dict[str, Any]) -> Any:
    """The value as JSON. One at a time: a parsed expression is kept, and has the time of its evaluation in it."""
    import jsonata
    from jsonata.utils import Utils
    with LOCK:
        # Else $millis() is when that expression was evaluated which this thread has parsed last.
        made = jsonata.Jsonata.CURRENT.jsonata = parsed(expression)
        result = made.evaluate(None, with_nulls(plain(known), Utils.NULL_VALUE))
    return NOTHING if result is None else plain(Utils.convert_nulls(result))


def with_nulls(value: Any, null: Any) -> Any:
    if isinstance(value, dict):
        return {name: with_nulls(each, null) for name, each in value.items()}
    if isinstance(value, list):
        return [with_nulls(each, null) for each in value]
    return null if value is None else value


@repair(
    does="a Catch that leads back to its own state goes on as if the state had succeeded",
    aws="enters the state again",
    source="Amazon States Language, Fallback states",
)
def a_catch_may_lead_to_its_own_state(_: Settings) -> None:
    from moto.stepfunctions.parser.asl.component.common.catch.catcher_decl import CatcherDecl
    from moto.stepfunctions.parser.asl.component.common.catch.catcher_outcome import CatcherOutcomeCaught
    from moto.stepfunctions.parser.asl.component.state.state import CommonStateField
    catch, go_on = CatcherDecl._eval_body, CommonStateField._set_next

    def note(self: Any, env: Any) -> None:
        catch(self, env)
        env.caught = isinstance(env.stack[-1], CatcherOutcomeCaught)

    def follow(self: Any, env: Any) -> None:
        if not getattr(env, "caught", False):
            go_on(self, env)
        env.caught = False

    CatcherDecl._eval_body, CommonStateField._set_next = note, follow


@repair(
    does="the context object lacks Execution.RedriveCount",
    aws="has it: 0 at first",
    source="Step Functions guide, Accessing execution data from the Context object",
)
def context_says_how_often_it_was_redriven(_: Settings) -> None:
    from moto.stepfunctions.parser.asl.eval.states import ContextObject
    begin = ContextObject.__init__

    def with_count(self: Any, context_object: Any) -> None:
        context_object["Execution"].setdefault("RedriveCount", 0)
        begin(self, context_object)

    ContextObject.__init__ = with_count


@repair(
    does="takes parameters in any spelling, drops those that there are not, and hands dates to the workflow that it cannot write",
    aws="one spelling both ways, such as Ss for DynamoDB's SS; refuses others; ISO 8601 times",
    source="Step Functions guide, AWS SDK service integrations; aws-sdk-java-v2, Utils.unCapitalize",
)
def parameters_and_results_are_pascal_case(_: Settings) -> None:
    from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service import StateTaskService as Task
    Task._SERVICE_NAME_SFN_TO_BOTO_OVERRIDES.update(BOTOCORE_NAMES)

    def operation(task: Any, service: str, action: str) -> Any:
        model = api_model(task._get_boto_service_name(service))
        wanted = task._get_boto_service_action(action).replace("_", "")
        return next(model.operation_model(name) for name in model.operation_names if name.lower() == wanted)

    def normalise_parameters(self: Any, parameters: Any, boto_service_name: Any = None, service_action_name: Any = None) -> None:
        if shape := operation(self, boto_service_name, service_action_name).input_shape:
            if self.resource.service_name == "aws-sdk":
                spelled = respelled(parameters, shape, as_aws)
                parameters.clear()
                parameters.update(spelled)
            self._to_boto_request(parameters, shape)

    def normalise_response(self: Any, response: Any, boto_service_name: Any = None, service_action_name: Any = None) -> None:
        shape = operation(self, boto_service_name, service_action_name).output_shape
        if shape and isinstance(response, dict):
            spelled = plain(respelled(response, shape, as_step_functions))
            response.clear()
            response.update(spelled)

    Task._normalise_parameters, Task._normalise_response = normalise_parameters, normalise_response


def as_aws(name: str, shape: Any) -> str:
    member = next((one for one in shape.members if parameter_name(one) == name), None)
    if member is None:
        raise ValueError(f"The field '{name}' is not supported by Step Functions")
    return member


def as_step_functions(name: str, shape: Any) -> str:
    return parameter_name(name) if name in shape.members else name


def respelled(value: Any, shape: Any, spell: Callable[[str, Any], str]) -> Any:
    """The same value, its structures' fields spelled anew, at every depth. Keys of maps are the workflow's own."""
    if shape is None or not isinstance(value, (dict, list)):
        return value
    if shape.type_name == "structure" and isinstance(value, dict):
        names = {name: spell(name, shape) for name in value}
        return {new: respelled(value[name], shape.members.get(new) or shape.members.get(name), spell) for name, new in names.items()}
    if shape.type_name == "map" and isinstance(value, dict):
        return {name: respelled(each, shape.value, spell) for name, each in value.items()}
    if shape.type_name == "list" and isinstance(value, list):
        return [respelled(each, shape.member, spell) for each in value]
    return value


@repair(
    does="names errors `organizations.X`",
    aws="the Java SDK's names with the suffix Exception; an error outside the API model is `Organizations.OrganizationsException`",
    source="Step Functions guide, AWS SDK service integrations (Exception prefix)",
)
def errors_have_their_names(_: Settings) -> None:
    from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_aws_sdk import StateTaskServiceAwsSdk as Task

    def name(prefix: str, problem: Exception) -> str:
        known = type(problem).__name__.removesuffix("Fault")
        return f"{prefix}.{(prefix if known == 'ClientError' else java_words(known)).removesuffix('Exception')}Exception"

    Task._normalise_service_error_name = staticmethod(lambda service: service_prefix(api_model(BOTOCORE_NAMES.get(service, service))))
    Task._normalise_exception_name = staticmethod(name)


@repair(
    does="is no fault of moto's: waits and pauses between tries last a hundredth of their time, time-outs their whole time",
    aws="waits",
    source="-",
)
def waits_are_short(settings: Settings) -> None:
    from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
    from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction

    def wait(self: Any, env: Any, wait_seconds: float) -> None:
        until = time.monotonic() + wait_seconds * settings.time_scale
        while env.is_running() and (left := until - time.monotonic()) > 0:
            env.program_state_event.wait(left)

    WaitFunction._wait_interval = wait
    retrier_decl.time = types.SimpleNamespace(sleep=lambda seconds: time.sleep(seconds * settings.time_scale))
