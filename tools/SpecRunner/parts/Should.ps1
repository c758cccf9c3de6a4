# The assertion command. It throws an error that carries the place of the assertion in the spec.

function Should {
    [CmdletBinding()]
    param(
        [Parameter(ValueFromPipeline)] $ActualValue,
        [Parameter(Position = 0)] [Alias('ExpectedValue', 'ExpectedMessage', 'RegularExpression', 'ExpectedType', 'ParameterName', 'ExpectedContent')] $Expected,
        [switch] $Not,
        [string] $Because,
        # Operators, one of them.
        [Alias('EQ')] [switch] $Be,
        [Alias('CEQ')] [switch] $BeExactly,
        [Alias('GT')] [switch] $BeGreaterThan,
        [Alias('GE')] [switch] $BeGreaterOrEqual,
        [Alias('LT')] [switch] $BeLessThan,
        [Alias('LE')] [switch] $BeLessOrEqual,
        [switch] $BeLike, [switch] $BeLikeExactly, [switch] $Match, [switch] $MatchExactly,
        [switch] $BeTrue, [switch] $BeFalse, [switch] $BeNullOrEmpty,
        [switch] $BeIn, [switch] $Contain, [switch] $HaveCount,
        [Alias('HaveType')] [switch] $BeOfType,
        [switch] $Exist, [switch] $FileContentMatch, [switch] $FileContentMatchExactly, [switch] $HaveParameter, [switch] $Throw,
        # Known, so that the refusal can say why.
        [switch] $Invoke, [switch] $InvokeVerifiable,
        # Of -Throw.
        [string] $ErrorId, $ExceptionType, [switch] $PassThru,
        # Of -HaveParameter.
        $Type, [switch] $Mandatory, [string[]] $Alias, [string] $InParameterSet, [switch] $HasArgumentCompleter, $DefaultValue,
        # Of -Exist.
        [switch] $LiteralPath
    )

    begin {
        $values = [System.Collections.Generic.List[object]]::new()
    }
    process {
        # Without pipeline input this runs once, for -ActualValue or for nothing.
        $values.Add($ActualValue)
    }
    end {
        $bound = [hashtable]::new($PSBoundParameters, [StringComparer]::OrdinalIgnoreCase)
        $operator = Get-Operator $bound
        $bound.SessionState = $PSCmdlet.SessionState
        $reason = Format-Reason $Because
        # The comma keeps a collection of one a collection.
        $subjects = $operator -in $script:CollectionOperators ? (, $values.ToArray()) : $values
        if (-not $MyInvocation.ExpectingInput -and $operator -in $script:CollectionOperators) { $subjects = , @($ActualValue) }
        if ($subjects.Count -eq 0) { $subjects = , $null }

        foreach ($subject in $subjects) {
            $message = & $script:Operators[$operator] $subject $Expected $Not.IsPresent $reason $bound
            if ($message) { Stop-Assertion $message $MyInvocation ($bound['ErrorAction'] -in 'Continue', 'SilentlyContinue') }
        }
        if ($PassThru) { $bound.Caught }
    }
}

function Get-Operator {
    param([hashtable] $Bound)

    if ($Bound.Invoke -or $Bound.InvokeVerifiable) { throw [NotSupportedException]::new('Should -Invoke is about mocks, which need Pester; the stand-in does not know them.') }
    $given = @(foreach ($name in $Bound.Keys) { if ($script:Operators.ContainsKey($name)) { $name } })
    if ($given.Count -ne 1) { throw [ArgumentException]::new("Should needs one operator, such as -Be or -Throw; $($given.Count -eq 0 ? 'none was given' : "given were $($given -join ', ')").") }
    $given[0]
}

function Stop-Assertion {
    param([string] $Message, [System.Management.Automation.InvocationInfo] $Call, [bool] $Continues)

    $place = @{ File = $Call.ScriptName; Line = $Call.ScriptLineNumber; Text = ([string]$Call.Line).Trim() }
    $failure = [System.Management.Automation.ErrorRecord]::new([Exception]::new($Message), 'AssertionFailed', 'InvalidResult', $place)
    $run = Get-SpecRun
    # With -ErrorAction Continue a test goes on and shows all its failures.
    if ($Continues -and $null -ne $run -and $null -ne $run.Test) {
        $run.Test.ErrorRecord.Add($failure)
        return
    }
    throw $failure
}
