# Invoke-Expression and Get-PSCallStack.

Describe 'Invoke-Expression' {
    It 'runs text and emits what it emits' {
        Invoke-Expression '1 + 1; "x"' | Should -Be 2, 'x'
        '1', '2' | Invoke-Expression | Should -Be 1, 2
        @(Invoke-Expression ', (1, 2)') | Should -HaveCount 1
    }

    It 'runs it in the scope of the caller' {
        $value = 1
        Invoke-Expression '$value = 2; $made = 3'
        $value | Should -Be 2
        $made | Should -Be 3
        Invoke-Expression 'function Get-Made { "made" }'
        Get-Made | Should -Be 'made'
        7 | ForEach-Object { Invoke-Expression '$_' } | Should -Be 7
    }

    It 'emits objects as they come' {
        Invoke-Expression '1..1000000' | Select-Object -First 2 | Should -Be 1, 2
    }

    It 'goes on after errors, and passes on what is thrown' {
        Invoke-Expression '1; Get-Item no-such-item -ErrorAction SilentlyContinue; 2' | Should -Be 1, 2
        { Invoke-Expression 'throw "thrown"' } | Should -Throw 'thrown'
        { Invoke-Expression '1 +' } | Should -Throw -ErrorId 'ExpectedValueExpression,Microsoft.PowerShell.Commands.InvokeExpressionCommand'
        { Invoke-Expression '' } | Should -Throw -ErrorId 'ParameterArgumentValidationErrorEmptyStringNotAllowed,*'
    }

    It 'lets text leave a loop of the caller' {
        $seen = foreach ($i in 1..3) { Invoke-Expression 'if ($i -eq 2) { continue }'; $i }
        $seen | Should -Be 1, 3
    }
}

Describe 'Get-PSCallStack' {
    It 'tells who called whom' {
        function Get-Inner { Get-PSCallStack }
        function Get-Outer { Get-Inner }
        $frames = Get-Outer
        $frames[0] | Should -BeOfType System.Management.Automation.CallStackFrame
        $frames[0, 1].FunctionName | Should -Be 'Get-Inner', 'Get-Outer'
        $frames[0].ScriptName | Should -Be $PSCommandPath
    }
}
